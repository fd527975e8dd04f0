"""A claim goes to the problem that it names, or the training that it is about; else to nobody."""

from typing import Any

import pytest

from grader.claims.owner import Claimed, settled
from grader.claims.reading import read_claims
from grader.submissions import CellOutput

EPOCHS = "".join(f"epoch {n} test acc {a}\n" for n, a in enumerate((0.95, 0.97), start=1))


def claim(
    build: Any,
    nth: int,
    problem: str,
    *outputs: tuple[int, str],
    statements: tuple[int, ...] = (11, 21, 31),
    taken: Claimed | None = None,
    source: str = "",
) -> Claimed | None:
    """Ask for a file that trains in lines 11, 21 and 31, cells 2 to 4 of a notebook."""
    runs = [build.run(statement=at) for at in statements]
    cells = () if source else build.notebook_cells(*[""] * 5)
    told = tuple(CellOutput(cell, text) for cell, text in outputs)
    each = build.trained_file(*runs, cells=cells, outputs=told, source=source)
    assert [network.in_sweep for network in each.trained] == [False] * len(statements)
    network = each.trained[nth]
    claims = read_claims(each.file)
    found = settled(taken, claims, each, network, problem, "best_test_accuracy")
    return None if found is None else (round(found[0], 6), found[1])


class TestTrainedApart:
    def test_where_nothing_is_named_its_place_tells(self, build: Any) -> None:
        taken = (0.97, "the output of cell 2")
        assert claim(build, 0, "2C", (2, "test acc 0.97"), taken=taken) == taken

    def test_the_number_of_another_problem_is_not_taken(self, build: Any) -> None:
        taken = (0.9712, "the output of cell 2")
        assert claim(build, 0, "2C", (2, "2D: test acc 0.9712"), taken=taken) is None

    def test_but_its_own_is_wherever_it_stands(self, build: Any) -> None:
        taken = (0.9712, "the output of cell 2")
        outputs = ((2, "2D: test acc 0.9712"), (5, "2C: 98.06%\n2D: 97.12%"))
        assert claim(build, 0, "2C", *outputs, taken=taken) == (0.9806, "the output of cell 5")

    def test_comments_at_the_end_of_a_script_name_problems(self, build: Any) -> None:
        source = "\n" * 40 + "# 2C 0.9798\n# 2D 0.9824\n# 2E 0.9869\n"
        found = [claim(build, n, id_, source=source) for n, id_ in enumerate(("2C", "2D", "2E"))]
        assert [each and each[0] for each in found] == [0.9798, 0.9824, 0.9869]

    def test_ids_of_another_form_are_named_by_nothing(self, build: Any) -> None:
        taken = (0.9712, "the output of cell 2")
        assert claim(build, 0, "mlp", (2, "2D: test acc 0.9712"), taken=taken) == taken


class TestAtTheTop:
    SOURCE = '"""\nfinal: 99.27 %\n"""\n' + "\n" * 40

    def test_it_is_about_the_only_network(self, build: Any) -> None:
        found = claim(build, 0, "3G", statements=(11,), source=self.SOURCE)
        assert found == (0.9927, "the docstring in line 2")

    def test_of_several_it_is_about_none(self, build: Any) -> None:
        assert claim(build, 0, "3G", statements=(11, 21), source=self.SOURCE) is None


class TestTrainedByOneCell:
    TOGETHER = (11, 12, 13)

    def of_all(self, build: Any, *outputs: tuple[int, str]) -> list[float | None]:
        given: dict[str, Any] = {
            "statements": self.TOGETHER,
            "taken": (0.99, "the output of cell 2"),
        }
        found = [claim(build, n, f"2{id_}", *outputs, **given) for n, id_ in enumerate("CDE")]
        return [each[0] if each else None for each in found]

    def test_the_nth_training_is_the_nth_networks(self, build: Any) -> None:
        text = EPOCHS + EPOCHS.replace("0.97", "0.98") + EPOCHS.replace("0.97", "0.99")
        assert self.of_all(build, (2, text)) == [0.97, 0.98, 0.99]

    def test_without_epochs_the_nth_number(self, build: Any) -> None:
        assert self.of_all(build, (2, "acc 0.97\nacc 0.98\nacc 0.985")) == [0.97, 0.98, 0.985]

    def test_of_another_number_of_trainings_only_the_last_is_known(self, build: Any) -> None:
        text = EPOCHS + EPOCHS.replace("0.97", "0.98")
        assert self.of_all(build, (2, text)) == [None, None, 0.98]

    def test_a_heading_in_the_output_names_what_follows(self, build: Any) -> None:
        text = "".join(
            f"---- Problem {id_} ----\n" + EPOCHS.replace("0.97", a) + f"best {a}\n"
            for id_, a in (("D", "0.981"), ("E", "0.985"), ("C", "0.976"))
        )
        assert self.of_all(build, (2, text)) == [0.976, 0.981, 0.985]

    def test_where_the_cell_says_nothing_the_next_one_tells(self, build: Any) -> None:
        assert self.of_all(build, (3, "acc 0.97\nacc 0.98\nacc 0.985")) == [0.97, 0.98, 0.985]

    def test_unless_that_trains_again(self, build: Any) -> None:
        given: dict[str, Any] = {"statements": (11, 12, 21), "taken": (0.99, "")}
        text = (3, "acc 0.97\nacc 0.98")
        assert [claim(build, n, "2C", text, **given) for n in (0, 1)] == [None, None]

    def test_a_summary_below_names_them(self, build: Any) -> None:
        text = "{'C': 0.9785, 'D': 0.9801, 'E': 0.9852}"
        assert self.of_all(build, (3, text)) == [0.9785, 0.9801, 0.9852]


@pytest.mark.parametrize("problem", ["2C", "2D"])
def test_nothing_said_is_nothing_claimed(build: Any, problem: str) -> None:
    assert claim(build, 0, problem) is None
