"""Words of other languages are put into English, and what is no word of accuracies stays."""

# ruff: noqa: RUF001 - wide digits and other alphabets are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.claims.languages import MAX_LINE, in_english
from grader.claims.words import read_line


@pytest.mark.parametrize(
    ("line", "accuracy", "of"),
    [
        ("Époque 3/10 : perte 0.0542, précision test 0.9901", 0.9901, "test"),
        ("Taux de réussite sur le test : 98,21 %", 0.9821, "test"),
        ("exactitude finale : 0.9795", 0.9795, "unknown"),
        ("Testgenauigkeit: 98,1 %", 0.981, "test"),
        ("Epoche 4: Verlust 0.08, Genauigkeit 0.9712", 0.9712, "unknown"),
        ("Validierungsgenauigkeit = 0.9712", 0.9712, "validation"),
        ("Trefferquote 97.5%", 0.975, "unknown"),
        ("época 24: pérdida 0.0775, precisión 0.9772", 0.9772, "unknown"),
        ("Problema C: exactitud final 0.9801", 0.9801, "unknown"),
        ("aciertos en prueba: 9812/10000", 0.9812, "test"),
        ("tasa de aciertos: 0.9812", 0.9812, "unknown"),
        ("perdita 0.07 accuratezza 0.9811", 0.9811, "unknown"),
        ("acurácia no teste: 98.2%", 0.982, "test"),
        ("эпоха 3: потери 0.08, точность 0.9765", 0.9765, "unknown"),
        ("Точность на тесте: 97.65%", 0.9765, "test"),
        ("loss = 0.0486, 测试准确率 = 0.9806", 0.9806, "test"),
        ("第3轮 损失 0.0812 验证正确率为97.8%", 0.978, "validation"),
        ("最好的准确率: 0.9798", 0.9798, "unknown"),
        ("測試準確率：９８.１２％", 0.9812, "test"),
        ("エポック 3 損失 0.08 テスト正解率 0.9812", 0.9812, "test"),
        ("에폭 3: 손실 0.08, 테스트 정확도 98.12%", 0.9812, "test"),
        ("kayıp 0.08 doğruluk 0.9812", 0.9812, "unknown"),
        ("dokładność: 0.9812", 0.9812, "unknown"),
        ("độ chính xác: 0.9812", 0.9812, "unknown"),
    ],
)
def test_an_accuracy_is_one_in_any_language(line: str, accuracy: float, of: str) -> None:
    found = [(round(each.accuracy, 6), each.of) for each in read_line(line).accuracies]
    assert found == [(accuracy, of)]


@pytest.mark.parametrize(
    "line",
    [
        "perte 0.9512",
        "taux d'apprentissage 0.95",
        "学习率 0.9512 损失 0.8123",
        "precision 0.9812",  # in English the other one
        "precision 0.9812 recall 0.9712",
        "précision 0.98, rappel 0.97",
        "训练准确率",
        "durée 95.12 s",
    ],
)
def test_other_measures_are_none(line: str) -> None:
    assert read_line(line).accuracies == ()


def test_english_stays_as_it_is() -> None:
    line = "Test set: Average loss: 0.0712, Accuracy: 9812/10000 (98%)"
    assert in_english(line) == line


@given(st.text(max_size=200) | st.just("\ufdfa" * MAX_LINE))
def test_no_text_raises_or_grows_beyond_a_line(line: str) -> None:
    assert len(in_english(line)) <= MAX_LINE
