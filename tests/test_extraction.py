import base64
import json
from typing import Any

import pytest

from grader.errors import SandboxUnavailable
from grader.extraction import Describer, Extraction
from grader.inside_container.relay import MAX_LINE_BYTES
from grader.sandbox.interface import DeadlinePassed, ProgramEnded, TooMuchOutput
from grader.submissions import Cell, Heading, SourceFile


def describe_script(build: Any, *script: Any) -> Any:
    """Replay a program's lines, and give the description that is made of them."""
    return describe(build.source_file, build.rubric(), build.sandbox(*script)).description


def describe(file: SourceFile, rubric: Any, sandbox: Any) -> Any:
    with Describer(sandbox) as describer:
        return describer.describe(file, rubric)


class TestRequest:
    def test_the_program_gets_the_file_and_the_names_and_nothing_of_the_rules(
        self, build: Any
    ) -> None:
        sandbox = build.sandbox(build.described())
        rubric = build.rubric({"id": "2C", "training": {"epochs": 7, "student_sets": ()}})
        describe(build.source_file, rubric, sandbox)
        (line,) = sandbox.sent
        request = json.loads(line)
        assert base64.b64decode(request["source"]) == build.source_file.source
        assert {"model_2c", "model", "epochs_2c"} < set(request["names"])
        assert request["schedule_epochs"] == 7
        assert b"at_least" not in line
        (box,) = sandbox.started
        assert (box.program, box.readable, box.sees_grader, box.gpu) == (
            "describe_network", (), False, False,
        )  # fmt: skip

    def test_a_file_that_could_not_be_read_never_starts_a_sandbox(self, build: Any) -> None:
        sandbox = build.sandbox()
        fault = SourceFile(b"", fault="the file is a link")
        description = describe(fault, build.rubric(), sandbox).description
        assert description.fault is not None
        assert description.fault.message == "the file is a link"
        assert not sandbox.started

    def test_the_box_is_closed_whatever_happens(self, build: Any, replay: Any) -> None:
        sandbox = build.sandbox(build.described())
        describe(build.source_file, build.rubric(), sandbox)
        assert sandbox.closed == 1
        broken = replay([ProgramEnded(1)])
        with pytest.raises(SandboxUnavailable):
            describe(build.source_file, build.rubric(), broken)
        assert broken.closed == 1


class TestBeforeItIsReady:
    """No student code has run yet: whatever goes wrong is ours."""

    @pytest.mark.parametrize(
        ("event", "piece"),
        [
            (ProgramEnded(127), "status 127"),
            (DeadlinePassed(), "did not answer within 120 s"),
            (TooMuchOutput(), "cannot be understood"),
            (b"Traceback", "cannot be understood"),
            (b'{"line": 3}', "did not say that it is ready"),
            (b"{}", "cannot be understood"),
        ],
    )
    def test_it_is_the_sandbox_that_is_unavailable(
        self, build: Any, replay: Any, event: Any, piece: str
    ) -> None:
        with pytest.raises(SandboxUnavailable, match=piece):
            describe(build.source_file, build.rubric(), replay([event]))

    def test_what_it_said_on_standard_error_is_the_reason(self, build: Any, replay: Any) -> None:
        sandbox = replay([ProgramEnded(1)], errors="Traceback\nImportError: no torch\n")
        with pytest.raises(SandboxUnavailable, match="before it was ready: ImportError: no torch"):
            describe(build.source_file, build.rubric(), sandbox)


class TestWarm:
    """One box for many files, for as long as it is as clean as it was."""

    def described(self, build: Any, sandbox: Any, count: int = 5, **options: Any) -> list[Any]:
        with Describer(sandbox, **options) as describer:
            return [describer.describe(build.source_file, build.rubric()) for _ in range(count)]

    def test_all_files_go_into_one_box(self, build: Any) -> None:
        sandbox = build.sandbox(build.described())
        first, *others = self.described(build, sandbox)
        assert (len(sandbox.started), len(sandbox.sent), sandbox.closed) == (1, 5, 1)
        assert others == [first] * 4

    def test_a_box_makes_room_for_a_new_one_in_time(self, build: Any) -> None:
        sandbox = build.sandbox(build.described())
        self.described(build, sandbox, recycle_after=2)
        assert (len(sandbox.started), sandbox.closed) == (3, 3)

    def test_a_box_that_is_not_clean_is_left(self, build: Any) -> None:
        sandbox = build.sandbox(build.described(), clean=False)
        self.described(build, sandbox)
        assert (len(sandbox.started), sandbox.closed) == (5, 5)

    def test_a_box_that_breaks_down_is_tried_once_more(self, build: Any) -> None:
        sandbox = build.sandbox(build.described(finished=False), breaks=1)
        (extraction,) = self.described(build, sandbox, count=1)
        assert extraction.description.notes[0].endswith("ended Python (exit status 0)")
        assert (len(sandbox.started), sandbox.closed) == (2, 2)

    def test_a_box_that_breaks_down_after_a_file_has_ended_changes_nothing(
        self, build: Any
    ) -> None:
        sandbox = build.sandbox(build.described(), breaks=1)
        first, second = self.described(build, sandbox, count=2)
        assert first == second
        assert first.description.finished
        assert (len(sandbox.started), sandbox.closed) == (2, 2)

    def test_a_box_that_breaks_down_twice_is_ours(self, build: Any) -> None:
        sandbox = build.sandbox(b'{"line": 4}', build.described(finished=False), breaks=2)
        with pytest.raises(
            SandboxUnavailable, match=r"twice: the program ended \(while line 4 ran\)"
        ):
            self.described(build, sandbox, count=1)

    def test_student_code_goes_into_no_box_that_cannot_filter_system_calls(
        self, build: Any, replay: Any
    ) -> None:
        open_box = replay([b'{"ready": {"torch": "2.11.0", "walls": ["landlock"]}}'])
        open_box.kind = "docker"
        with pytest.raises(SandboxUnavailable, match="cannot filter system calls"):
            self.described(build, open_box)
        assert (open_box.sent, open_box.closed) == ([], 1)

    @pytest.mark.parametrize("line", [b"", b"hello", b"-", b"-{}", b'-{"cause": "bribe"}'])
    def test_what_the_box_itself_says_is_taken_at_its_word_or_not_at_all(
        self, build: Any, line: bytes
    ) -> None:
        sandbox = build.sandbox(build.described(), says=line)
        with pytest.raises(SandboxUnavailable, match="cannot be understood"):
            self.described(build, sandbox)


class TestWhenItIsReady:
    """From here on the student's code runs: whatever goes wrong is the file's."""

    def test_the_last_description_is_the_answer(self, build: Any) -> None:
        first = build.described(finished=False, variables={})
        description = describe_script(build, b'{"line": 1}', first, build.described())
        assert set(description.variables) == {"model_2c"}
        assert description.notes == ()

    def test_nothing_is_read_after_the_file_has_ended(self, build: Any) -> None:
        description = describe_script(build, build.described(), TooMuchOutput())
        assert description.finished
        assert description.notes == ()

    @pytest.mark.parametrize(
        ("event", "piece"),
        [
            (DeadlinePassed(), "line 7 was still running after 30 s"),
            (TooMuchOutput(), "line 7 flooded the grader with output"),
            (ProgramEnded(0), "line 7 ended Python (exit status 0)"),
            (ProgramEnded(3), "line 7 ended Python (exit status 3)"),
            (ProgramEnded(-11), "line 7 ended Python (Segmentation fault)"),
            (ProgramEnded(-24), "line 7 used up 20 s of processor time"),
            (ProgramEnded(70), "line 7 left no memory to go on with"),
            (ProgramEnded(128 + 24), "line 7 ended Python (CPU time limit exceeded)"),
            (ProgramEnded(255), "line 7 ended Python (exit status 255)"),
        ],
    )
    def test_what_was_built_until_it_broke_off_counts(
        self, build: Any, event: Exception, piece: str
    ) -> None:
        so_far = build.described(finished=False, not_utf8_line=3)
        description = describe_script(build, so_far, b'{"line": 7}', event)
        assert set(description.variables) == {"model_2c"}
        assert not description.finished
        assert description.notes[0].startswith("line 3 is not UTF-8")
        assert description.notes[1] == f"the file did not run to its end: {piece}"

    def test_a_file_that_breaks_off_at_once_has_built_nothing(self, build: Any) -> None:
        description = describe_script(build, b'{"line": 1}', ProgramEnded(0))
        assert description.variables == {}
        assert not description.finished


def forged(build: Any, **parts: Any) -> bytes:
    return json.dumps({"description": build.described(**parts)}).encode()


class TestForged:
    def garbage(self, build: Any) -> list[bytes]:
        layer = build.layer(("Linear", 784, 10))
        variable = {"kind": "number", "line": 1}

        def optimizer(changes: dict[str, Any]) -> bytes:
            view = build.optimizer_view(build.network())
            view["groups"][0] |= changes
            return forged(build, optimizers=[{"over": [view], "defect": None}])

        return [
            b"",
            b"hello",
            b"\xff\xfe\x00",
            b'{"line": 1, "line": 2}',
            b'{"line": -1}',
            b'{"line": 1.5}',
            b'{"line": ' + b"9" * 5_000 + b"}",
            b'{"verdict": "full marks"}',
            b"[" * 200_000,
            b'{"description": ' + b'{"fault": ' * 50_000,
            b" " * (MAX_LINE_BYTES + 1),
            forged(build, grade=100),
            forged(build, notes=["graded by hand: 10 / 10"]),
            forged(build, cells=[{"number": 1, "first_line": 1}]),
            forged(build, layers=[layer | {"in_features": 1e999}]),
            forged(build, layers=[layer | {"in_features": float("nan")}]),
            forged(build, layers=[layer | {"in_features": True}]),
            forged(build, layers=[layer | {"in_features": 2**63}]),
            forged(build, layers=[layer | {"in_features": 10**300}]),
            forged(build, layers=[layer | {"type": "Transformer"}]),
            forged(build, layers=[layer | {"weight": [1, 2]}]),
            forged(build, networks=[{"layers": [layer] * 3, "layer_count": 1, "defect": None}]),
            forged(build, networks=[{"layers": [], "layer_count": 5, "defect": None}]),
            forged(build, networks=[{"layers": [], "layer_count": -1, "defect": None}]),
            forged(build, variables={"model_2c": {"kind": "network", "index": -1, "line": 1}}),
            forged(build, variables={"epochs": variable | {"value": 10**400}}),
            forged(build, variables={"epochs": variable | {"value": "10"}}),
            forged(build, variables={"x" * 81: variable | {"value": 1}}),
            optimizer({"options": {"l r": 1}}),
            optimizer({"parameters": ["../weight"]}),
            optimizer({"options": {"lr": 10**400}}),
        ]  # fmt: skip

    def test_garbage_ends_the_description_and_keeps_what_was_there(self, build: Any) -> None:
        for line in self.garbage(build):
            so_far = build.described(finished=False)
            description = describe_script(build, so_far, b'{"line": 4}', line, build.described())
            assert set(description.variables) == {"model_2c"}, line[:80]
            assert description.notes[-1].endswith("line 4 wrote into the grader's own channel")

    def test_a_forged_description_is_only_ever_a_description(self, build: Any) -> None:
        layers = build.layers(["Flatten", ("Linear", 784, 10)])
        description = describe_script(
            build, json.loads(forged(build, layers=layers))["description"]
        )
        assert [layer.type for layer in description.networks[0].layers] == ["Flatten", "Linear"]

    def test_its_text_steers_no_terminal(self, build: Any) -> None:
        layer = build.layer(("Unsupported", "\x1b[2J[red]x[/red]", "is\nodd"))
        description = describe_script(build, build.described(layers=[layer]))
        unsupported = description.networks[0].layers[0]
        assert unsupported.class_name == "\ufffd[2J[red]x[/red]"
        assert unsupported.reason == "is odd"

    @pytest.mark.parametrize("option", ["t0", "beta2_decay", "lr0"])
    def test_names_of_options_may_hold_digits(self, build: Any, option: str) -> None:
        view = build.optimizer_view(build.network())
        view["groups"][0]["options"][option] = 1.0
        described = build.described(optimizers=[{"over": [view], "defect": None}])
        assert describe_script(build, described).optimizers


def test_a_bug_of_our_own_program_is_not_the_students_fault(build: Any) -> None:
    lines = (b'{"line": 3}', build.described(finished=False), b'{"bug": "KeyError: 7"}')
    with pytest.raises(SandboxUnavailable, match="a bug in the grader, met after line 3: KeyError"):
        describe_script(build, *lines)


class TestNotebook:
    """Told line by line: a model, the same name bound again under the next heading, and the end."""

    file = SourceFile(
        b"opt = torch.optim.SGD(m.parameters())\n    s = lr_scheduler.StepLR(opt, 1)\nx = f()\n",
        cells=(
            Cell(number=1, first_line=1),
            Cell(number=2, first_line=11, headings=(Heading(text="Problem D", level=2),)),
        ),
    )

    def script(self, build: Any) -> list[Any]:
        first = {"model": {"kind": "network", "index": 0, "line": 3}}
        second = {"model": {"kind": "network", "index": 0, "line": 12}}
        return [
            b'{"line": 3}', build.described(finished=False, variables={}),
            b'{"line": 12}', build.described(finished=False, variables=first),
            b'{"line": 12}', build.described(finished=False, variables=second),
            build.described(variables=second, failure_count=1, not_utf8_line=11),
        ]  # fmt: skip

    def extraction(self, build: Any) -> Any:
        return describe(self.file, build.rubric(), build.sandbox(*self.script(build)))

    def test_what_was_replaced_is_still_known(self, build: Any) -> None:
        extraction = self.extraction(build)
        lines = [state.variables["model"].line for state in extraction.states]
        assert lines == [3, 12]
        assert extraction.before(11).variables["model"].line == 3
        assert extraction.before(13).variables["model"].line == 12

    def test_of_a_state_that_is_gone_it_is_no_matter_that_the_file_went_on(
        self, build: Any
    ) -> None:
        state = self.extraction(build).before(11)
        assert state.finished
        assert state.cells == self.file.cells

    def test_a_state_that_was_not_kept_is_none(self, build: Any) -> None:
        assert self.extraction(build).before(2) is None

    def test_it_survives_being_written_down(self, build: Any) -> None:
        extraction = self.extraction(build)
        assert extraction.description.notes
        assert extraction.snapshots
        assert Extraction.from_json(extraction.to_json()) == extraction

    def test_a_line_is_told_within_its_cell(self, build: Any) -> None:
        assert self.extraction(build).description.notes == (
            "cell 2, line 1 is not UTF-8; characters that cannot be read were replaced",
        )
        *begun, _ = self.script(build)
        broken = build.sandbox(*begun, ProgramEnded(3))
        notes = describe(self.file, build.rubric(), broken).description.notes
        assert notes == (
            "the file did not run to its end: cell 2, line 2 ended Python (exit status 3)",
        )

    def test_what_looks_like_an_optimizer_is_asked_for_too(self, build: Any) -> None:
        sandbox = build.sandbox(*self.script(build))
        describe(self.file, build.rubric(), sandbox)
        nothing = build.sandbox(*self.script(build))
        describe(SourceFile(b"x = 1"), build.rubric(), nothing)
        asked, at_least = (set(json.loads(box.sent[0])["names"]) for box in (sandbox, nothing))
        assert asked - at_least == {"opt", "s"}

    def test_but_not_for_any_number_of_them(self, build: Any) -> None:
        many = b"".join(b"o%d = Adam(p)\n" % n for n in range(1_000))
        sandbox = build.sandbox(build.described())
        describe(SourceFile(many, cells=self.file.cells), build.rubric(), sandbox)
        assert sum(name.startswith("o") for name in json.loads(sandbox.sent[0])["names"]) < 60
