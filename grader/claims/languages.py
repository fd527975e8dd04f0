"""What does a line say of accuracies, in English? For the words of twenty-odd languages; pure."""

import re
import unicodedata

MAX_LINE = 2_000
"""Characters of a line that are read."""

# Without accents, as `_plain` leaves them.
_WORDS = {
    "accuracy": (
        "exactitude exactitudes reussite genauigkeit treffergenauigkeit trefferquote trefferrate "
        "exactitud acierto aciertos accuratezza esattezza precisione acuracia exatidao acerto "
        "acertos nauwkeurigheid noggrannhet traffsakerhet noyaktighet nojagtighed tarkkuus "
        "presnost uspesnost pontossag acuratete dokladnosc trafnosc akurasi dogruluk dogrulugu "
        "basari точность точности точностью ακριβεια الدقة دقة دقت דיוק"
    ),
    "loss": (
        "perte pertes cout perdida perdidas coste costo perda perdas custo perdita verlust "
        "verluste kosten strata kayip потеря потери потерь лосс ошибка fehler erreur"
    ),
    "time": "duree temps tiempo tempo dauer zeit secondes segundos sekunden время секунд",
    "epoch": "epoque epoques epoca epocas epoche epochen epoka epok эпоха эпохи эпоху эпох",
    "validation": "validacion validacao validazione validierung dogrulama валидация валидации",
    "test": "prueba pruebas teste testdaten testmenge testset тест тесте теста тестовая тестовой",
    "train": (
        "entrainement entrenamiento entreno treinamento treino addestramento egitim обучение "
        "обучении обучающей трейн"
    ),
    "best": (
        "meilleur meilleure beste bester bestes hochste mejor maximo maximum maximal migliore "
        "melhor najlepsza najlepszy лучшая лучший лучшее максимум"
    ),
    "final": (
        "finale letzte letzter endgultig endgultige ultima ultimo итог итоговая итоговый последняя"
    ),
    "correct": "richtig richtige korrekt correctes correctos corretti corretos правильно",
    "problem": (
        "probleme problema aufgabe ejercicio inciso exercice esercizio exercicio soru "
        "uppgift opgave opgaver zadanie задача"
    ),
    "trial": "deneme versuch essai intento tentativa tentativo poging forsok proba попытка",
}
_BY_WORD = {word: english for english, listed in _WORDS.items() for word in listed.split()}
_COMPOUND = re.compile(
    r"(test|validierungs|trainings?|val|train)?[a-z]{0,10}?(genauigkeit|trefferquote|verlust|fehler)"
)
_PREFIXES = {"test": "test", "validierungs": "validation", "val": "validation", None: ""}
_PHRASES = re.compile(
    r"\b(?:(?P<rate>taux d.apprentissage|tasa de aprendizaje|taxa de aprendizado"
    r"|tasso di apprendimento|lernrate|скорость обучения|ogrenme orani)"
    r"|(?P<error>taux d.erreur|tasa de error|fehlerrate)"
    r"|(?P<accuracy>taux de (?:reussite|precision|bonnes reponses)|tasa de aciertos?"
    r"|taxa de acertos?|do chinh xac|dogruluk orani|basari orani)|(?P<best>en iyi))\b",
    re.IGNORECASE,
)
_PHRASE_MEANS = {"rate": "lr", "error": "error rate", "accuracy": "accuracy", "best": "best"}

# Of languages that write no spaces between words; the longer of two that begin alike first.
_JOINED = {
    "lr": "学习率 學習率 学習率 학습률",
    "accuracy": (
        "准确率 准确度 正确率 精确度 精度 準確率 準確度 正確率 精確度 正解率 正答率 認識率 "
        "정확도 정답률"
    ),
    "loss": "损失 損失 误差 誤差 손실",
    "time": "时间 時間 用时 耗时 시간",
    "error rate": "错误率 錯誤率 誤り率 오류율",
    "epoch": "轮次 轮 回合 世代 エホック 에포크 에폭",
    "validation": "验证集 验证 驗證集 驗證 検証 검증",
    "test": "测试集 测试 測試集 測試 テスト 테스트 시험",
    "train": "训练集 训练 訓練集 訓練 学习 学習 훈련 학습",
    "best": "最好 最佳 最高 ヘスト 최고",
    "final": "最终 最終 最后 最後 최종",
    "correct": "正确 正確 正解 정답",
    "problem": "问题 問題 문제",
}
_BY_SIGNS = {word: english for english, listed in _JOINED.items() for word in listed.split()}
_SIGNS = re.compile("|".join(_BY_SIGNS))
_TURN = re.compile(r"第\s{0,2}(\d{1,4})\s{0,2}(?:轮|輪|回|世代|エホック|epoch)")
_LETTERS = re.compile(r"[^\W\d_]+")
_FOREIGN_PRECISION = re.compile("pr[eé]cisi[oó]n", re.IGNORECASE)
_LETTERS_WITHOUT_ACCENT = str.maketrans("łŁđĐıøØ\u2212", "lLdDioO-")
_IDEOGRAPHS_FROM = "\u2e80"


def in_english(line: str) -> str:
    """Put the words of a line that are known in other languages into English; the rest stays.

    Args:
        line: any text; only its first `MAX_LINE` characters count.

    Returns:
        The line, at most `MAX_LINE` characters. "测试准确率为 97,8 %" gives "test accuracy 97,8 %".
    """
    line = line[:MAX_LINE]
    plain = line if line.isascii() else _plain(line)
    done = _PHRASES.sub(lambda phrase: _PHRASE_MEANS[phrase.lastgroup or ""], plain)
    done = _LETTERS.sub(_translated, done)
    # Beside recall it is the other precision; in an English line most likely too.
    is_foreign = done != line
    if is_foreign and not re.search("recall|f1|rappel", done, re.IGNORECASE):
        done = _FOREIGN_PRECISION.sub("accuracy", done)
    return done[:MAX_LINE]


def _plain(line: str) -> str:
    """Leave out accents, put wide digits and signs into narrow ones."""
    apart = unicodedata.normalize("NFKD", line.translate(_LETTERS_WITHOUT_ACCENT))
    bare = "".join(each for each in apart if unicodedata.category(each) != "Mn")
    return _TURN.sub(r" epoch \1 ", unicodedata.normalize("NFC", bare))[:MAX_LINE]


def _translated(letters: re.Match[str]) -> str:
    word = letters[0]
    if english := _BY_WORD.get(word.lower()):
        return english
    if word.isascii():
        if len(word) > 10 and (compound := _COMPOUND.fullmatch(word.lower())):
            what = "accuracy" if compound[2] in ("genauigkeit", "trefferquote") else "loss"
            return f"{_PREFIXES.get(compound[1], 'train')} {what}".strip()
        return word
    if word < _IDEOGRAPHS_FROM and max(word) < _IDEOGRAPHS_FROM:
        return word
    marked = _SIGNS.sub(lambda signs: f" {_BY_SIGNS[signs[0]]} ", word)
    return "".join(each if each < _IDEOGRAPHS_FROM else " " for each in f" {marked} ")
