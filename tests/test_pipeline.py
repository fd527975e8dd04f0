import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from grader.errors import SandboxUnavailable, TrainingInterrupted, UsageError
from grader.picks import Picks, parse_pick
from grader.pipeline import grade_submission
from grader.results import Grade, NotGraded
from grader.sandbox.interface import ProgramEnded
from grader.submissions import Cell, CellOutput, SourceFile, Submission


def two_problems(build: Any, **top: Any) -> Any:
    return build.rubric({"id": "2C"}, {"id": "2D", "extra_credit": True}, **top)


def both_models(build: Any) -> dict[str, Any]:
    """A file with networks for both: 2C's has 100 hidden units, 2D's 50."""
    wide, narrow = build.mlp, ("Flatten", ("Linear", 784, 50), "ReLU", ("Linear", 50, 10))
    networks = [
        {"layers": build.layers(calls), "layer_count": 4, "defect": None}
        for calls in (wide, narrow)
    ]
    variables = {
        name: {"kind": "network", "index": index, "line": index + 1}
        for index, name in enumerate(("model_2c", "model_2d"))
    }
    return build.described(networks=networks, variables=variables)  # type: ignore[no-any-return]


def is_wide(job: Any) -> bool:
    return bool(job.layers[1].out_features == 100)


class TestGraded:
    def test_every_problem_gets_its_points(self, build: Any, fake_trainer: Any) -> None:
        trainer = fake_trainer(lambda job: build.training(0.98 if is_wide(job) else 0.91))
        course = build.course(two_problems(build), build.sandbox(both_models(build)), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        assert [(p.id, p.points, p.accuracy) for p in grade.problems] == [
            ("2C", 10, 0.98),
            ("2D", 6, 0.91),
        ]
        assert (grade.points, grade.max_points) == (16, 10)

    def test_what_was_trained_is_what_was_described(self, build: Any, fake_trainer: Any) -> None:
        trainer = fake_trainer(lambda job: build.training(0.98))
        course = build.course(build.rubric(), build.sandbox(build.described()), trainer)
        grade = grade_submission(build.submission, course)
        (job,) = trainer.jobs
        assert job.layers == build.network().layers
        assert isinstance(grade, Grade)
        network = grade.problems[0].network
        assert network is not None
        assert (network.parameters, network.hidden_units, network.hidden_layers) == (79_510, 100, 1)
        assert grade.problems[0].found == "model_2c, line 3"

    def test_a_broken_rule_gives_no_points_and_skips_the_training(
        self, build: Any, fake_trainer: Any
    ) -> None:
        trainer = fake_trainer(lambda job: build.training(1.0))
        rubric = build.rubric({"id": "2C", "network": {"max_hidden_units": 99}})
        course = build.course(rubric, build.sandbox(build.described()), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        (problem,) = grade.problems
        assert (problem.points, problem.trainings, trainer.jobs) == (0, (), [])
        outcomes = {check.rule: check.outcome for check in problem.checks}
        assert outcomes["hidden-units"] == "failed"
        assert outcomes["accuracy"] == "skipped"
        assert problem.checks[-1].message == "not trained: hidden-units failed"

    def test_a_file_that_hands_in_nothing_is_graded_with_zero(
        self, build: Any, fake_trainer: Any
    ) -> None:
        sandbox = build.sandbox(b'{"line": 1}', ProgramEnded(0))
        course = build.course(two_problems(build), sandbox, fake_trainer(lambda job: None))
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        assert grade.points == 0
        assert "line 1 ended Python" in grade.notes[0]

    def test_a_training_that_diverges_is_the_students_and_named_once(
        self, build: Any, fake_trainer: Any
    ) -> None:
        trainer = fake_trainer(lambda job: build.training(diverged_in_epoch=3))
        course = build.course(build.rubric(), build.sandbox(build.described()), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        training = [check for check in grade.problems[0].checks if check.rule == "training"]
        assert [check.outcome for check in training] == ["failed"]
        assert "diverged in epoch 3" in training[0].message
        assert grade.points == 0

    def test_near_a_threshold_the_best_of_more_seeds_counts(
        self, build: Any, fake_trainer: Any
    ) -> None:
        by_seed = {0: 0.974, 1: 0.973, 2: 0.9755}
        trainer = fake_trainer(lambda job: build.training(by_seed[job.seed], seed=job.seed))
        score = {
            "bands": ({"at_least": 0.975, "points": 10},),
            "borderline": {"within": 0.003, "more_seeds": 2, "take": "best"},
        }
        rubric = build.rubric({"id": "2C", "score": score})
        course = build.course(rubric, build.sandbox(build.described()), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        (problem,) = grade.problems
        assert (problem.points, problem.accuracy) == (10, 0.9755)
        assert [training.seed for training in problem.trainings] == [0, 1, 2]

    def test_a_sweep_is_trained_and_scored(self, build: Any, fake_trainer: Any) -> None:
        layers = build.layers(["Flatten", ("Dropout", 0.1), ("Linear", 784, 10)])
        claims = {"kind": "numbers", "values": [0.95, 0.9], "line": 9}
        described = build.described(layers=layers)
        described["variables"]["dropout_sweep_2c"] = claims
        trainer = fake_trainer(lambda job: build.training(0.99 - 0.8 * job.layers[1].p))
        rubric = build.rubric(
            {
                "id": "2C", "points": 14, "network": {"required_layers": {"Dropout": 1}},
                "sweep": {
                    "values": (0.0, 1.0), "tolerance": 0.05, "matches_at_least": 1, "points": 4,
                },
            }
        )  # fmt: skip
        course = build.course(rubric, build.sandbox(described), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        (problem,) = grade.problems
        assert [point.measured for point in problem.sweep] == [0.99, pytest.approx(0.19)]
        assert problem.points == 6 + 4
        assert len(trainer.jobs) == 3

    def test_a_sweep_that_was_not_handed_in_is_not_trained(
        self, build: Any, fake_trainer: Any
    ) -> None:
        layers = build.layers(["Flatten", ("Dropout", 0.1), ("Linear", 784, 10)])
        trainer = fake_trainer(lambda job: build.training(0.98))
        sweep = {"values": (0.0, 1.0), "tolerance": 0.1, "matches_at_least": 1, "points": 4}
        rubric = build.rubric(
            {
                "id": "2C",
                "points": 14,
                "network": {"required_layers": {"Dropout": 1}},
                "sweep": sweep,
            }
        )
        course = build.course(rubric, build.sandbox(build.described(layers=layers)), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        assert (grade.points, len(trainer.jobs)) == (10, 1)

    def test_images_held_out_for_validation_do_not_count_as_trained_on(
        self, build: Any, fake_trainer: Any
    ) -> None:
        layers = build.layers(["Flatten", ("Linear", 784, 10), ("BatchNorm1d", 10)])
        rubric = build.rubric(
            {
                "id": "2C",
                "network": {"allowed_layers": ("Flatten", "Linear", "BatchNorm1d")},
                "training": {"validation": 59_967, "student_sets": ("batch_size",)},
            }
        )
        course = build.course(rubric, build.sandbox(build.described(layers=layers)))
        grade = grade_submission(build.submission, course)
        failed = grade.problems[0].failed_checks
        assert [check.rule for check in failed] == ["training"]
        assert "a last batch of one image" in failed[0].message


class TestChecked:
    def test_without_a_trainer_there_are_no_points(self, build: Any) -> None:
        course = build.course(build.rubric(), build.sandbox(build.described()))
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, Grade)
        assert (grade.status, grade.points) == ("checked", None)
        assert (grade.problems[0].outcome, grade.problems[0].points) == ("checked", None)


class TestSeveralFiles:
    def grade(self, build: Any, *files: SourceFile) -> Any:
        failure = {"line": 4, "statement": "x = y", "names": ["x"], "error": "NameError: y"}
        described = build.described(failures=[failure], failure_count=3)
        course = build.course(two_problems(build), build.sandbox(described))
        return grade_submission(Submission("alice", files, ("late",)), course)

    def test_notes_say_which_file_they_are_about(self, build: Any) -> None:
        broken = SourceFile(b"", name="b.ipynb", fault="the notebook has no code")
        grade = self.grade(build, SourceFile(b"x", name="a.py"), broken)
        assert grade.notes == (
            "late",
            "a.py: line 4 failed and was passed over: NameError: y (x = y)",
            "a.py: and 2 more statements failed",
            "b.ipynb: cannot be used: the notebook has no code",
        )
        assert grade.problems[0].found == "a.py: model_2c, line 3"

    def test_torchs_version_is_that_of_a_file_that_ran(self, build: Any) -> None:
        broken = SourceFile(b"", name="b.ipynb", fault="the notebook has no code")
        grade = self.grade(build, broken, SourceFile(b"x", name="a.py"))
        assert grade.provenance.torch == "2.11.0"

    def test_a_cell_that_does_not_parse_is_noted_once(self, build: Any) -> None:
        cells = (
            Cell(number=1, first_line=1),
            Cell(number=2, first_line=3, fault="does not parse (line 2): ..."),
        )
        grade = self.grade(build, SourceFile(b"x", cells=cells))
        assert grade.notes == (
            "late",
            "cell 2 does not parse (line 2): ...",
            "and 2 more statements failed",
        )

    def test_a_network_that_keeps_the_rules_is_preferred_in_a_notebook(self, build: Any) -> None:
        wide = both_models(build)
        variables = {"a": {"kind": "network", "index": 1, "line": 1}}
        variables["b"] = {"kind": "network", "index": 0, "line": 2}
        rubric = build.rubric({"id": "2C", "network": {"max_hidden_units": 50}})
        course = build.course(rubric, build.sandbox(wide | {"variables": variables}))
        file = SourceFile(b"x", cells=(Cell(number=1, first_line=1),))
        grade = grade_submission(Submission("alice", (file,)), course)
        assert grade.problems[0].found == "a, cell 1, line 1: the last fitting nn.Sequential"


class TestDryRun:
    """What a file has trained, from the box's lines to the grade."""

    def grade(self, build: Any, *runs: Any, **options: Any) -> Any:
        """Grade the networks of some runs, of which none has a name of the rubric."""
        lines = [
            json.dumps({"run": json.loads(run.model_dump_json())}).encode()
            for run in (
                each.model_copy(update={"slot": at, "number": at, "model": at})
                for at, each in enumerate(runs)
            )
        ]
        sandbox = build.sandbox(
            b'{"line": 1}', build.described(networks=[], variables={}, finished=False), *lines,
            build.described(networks=[], variables={}),
        )  # fmt: skip
        rubric = build.rubric(
            {"id": "2C", "claims": {"tolerance": 0.005}, **options.pop("problem", {})},
            training={"student_sets": ("epochs", "batch_size", "optimizer", "scheduler")},
        )
        submission = Submission("alice", (options.pop("file", SourceFile(b"\n" * 80)),))
        course = build.course(rubric, sandbox, options.pop("trainer", None))
        (problem,) = grade_submission(submission, replace(course, **options)).problems
        return problem

    def test_the_recipe_is_what_the_file_ran(self, build: Any, fake_trainer: Any) -> None:
        trainer = fake_trainer(lambda job: build.training(0.98))
        run = build.run(epochs=12, batch_size=64, lr=[0.1] * 6 + [0.01] * 6)
        problem = self.grade(build, run, trainer=trainer)
        (job,) = trainer.jobs
        assert (job.epochs, job.batch_size) == (12, 64)
        assert problem.points == 10
        assert (problem.how, problem.assumed, problem.flags) == ("name", (), ())
        assert problem.network.schedule.groups[0]["lr"] == (0.1,) * 6 + (0.01,) * 6

    def test_what_runs_do_not_tell_is_said_to_be_assumed(self, build: Any) -> None:
        run = build.run(epochs=0, loose_steps=1, input_size=100)
        problem = self.grade(build, run)
        assert problem.assumed == ("epochs", "batch_size")
        assert (problem.network.epochs, problem.network.batch_size) == (10, 32)

    def test_a_doubt_and_its_candidates_reach_the_grade(self, build: Any) -> None:
        narrow = ("Flatten", ("Linear", 784, 50), "ReLU", ("Linear", 50, 10))
        problem = self.grade(build, build.run(epochs=20), build.run(*narrow, statement=40))
        assert "20 epochs" in problem.needs_person
        assert [each.pick for each in problem.candidates] == ["37", "7"]

    def test_a_pick_settles_it(self, build: Any) -> None:
        picks = Picks({"alice": {"2C": parse_pick("7")}})
        narrow = ("Flatten", ("Linear", 784, 50), "ReLU", ("Linear", 50, 10))
        runs = build.run(epochs=20), build.run(*narrow, statement=40)
        problem = self.grade(build, *runs, picks=picks)
        assert (problem.how, problem.needs_person, problem.candidates) == ("picked", None, ())
        assert problem.network.hidden_units == 100

    def test_a_pick_of_no_network_is_the_callers_mistake(self, build: Any) -> None:
        with pytest.raises(UsageError, match="2C is picked as 1"):
            self.grade_with_pick(build, several=False)

    def test_in_a_class_it_leaves_that_submission_ungraded_and_nobody_else(
        self, build: Any
    ) -> None:
        grade = self.grade_with_pick(build, several=True)
        assert isinstance(grade, NotGraded)
        assert "2C is picked as 1" in grade.reason

    def grade_with_pick(self, build: Any, *, several: bool) -> Any:
        rubric = build.rubric({"id": "2C"})
        course = build.course(rubric, build.sandbox(build.described()))
        picks = Picks({"alice": {"2C": parse_pick("1")}})
        return grade_submission(build.submission, replace(course, picks=picks, several=several))

    def test_flags_reach_the_grade(self, build: Any) -> None:
        problem = self.grade(build, build.run(stale=True, loss="mse_loss"))
        assert [flag.kind for flag in problem.flags] == ["stale-optimizer", "other-loss"]
        assert problem.failed_checks == ()

    def test_a_claim_in_doubt_is_not_held_against_the_training(
        self, build: Any, fake_trainer: Any
    ) -> None:
        file = SourceFile(
            b"\n" * 80,
            cells=(Cell(number=1, first_line=1),),
            outputs=(CellOutput(1, "test accuracy: 0.5"),),
        )
        trainer = fake_trainer(lambda job: build.training(0.98))
        for images, outcome in ((60_000, "failed"), (50_000, "skipped")):
            run = build.run(images=images)
            problem = self.grade(build, run, file=file, trainer=trainer)
            (check,) = [each for each in problem.checks if each.rule == "claims"]
            assert check.outcome == outcome
            assert problem.claim.accuracy == 0.5

    def test_equivalents_that_the_rubric_forbids_fail_the_model(self, build: Any) -> None:
        run = build.run()
        like = run.network.model_copy(update={"taken_as": ("Flat, for torch's Flatten",)})
        run = run.model_copy(update={"network": like})
        assert [flag.kind for flag in self.grade(build, run).flags] == ["taken-as"]
        network = {"allowed_layers": ("Flatten", "Linear", "ReLU"), "equivalents": False}
        problem = self.grade(build, run, problem={"network": network})
        (check,) = problem.checks
        assert (check.rule, check.outcome) == ("model", "failed")
        assert "this rubric takes torch's own layers alone" in check.message


class TestNotGraded:
    """Nothing here is the student's fault, so nothing here may be a zero."""

    def test_a_sandbox_that_does_not_start(
        self, build: Any, replay: Any, fake_trainer: Any
    ) -> None:
        sandbox = replay([ProgramEnded(1)], errors="ImportError: no torch")
        course = build.course(build.rubric(), sandbox, fake_trainer(lambda job: None))
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, NotGraded)
        assert "no torch" in grade.reason

    def test_an_interrupted_training_keeps_the_problems_that_were_finished(
        self, build: Any, fake_trainer: Any
    ) -> None:
        trainer = fake_trainer(
            lambda job: (
                TrainingInterrupted("out of memory") if is_wide(job) else build.training(0.98)
            )
        )
        course = build.course(two_problems(build), build.sandbox(both_models(build)), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, NotGraded)
        assert grade.reason == "2C: out of memory"
        assert [(p.id, p.outcome, p.points) for p in grade.problems] == [
            ("2C", "not_graded", None),
            ("2D", "graded", 10),
        ]
        assert grade.problems[0].network is not None

    def test_one_reason_for_several_problems_is_said_once(
        self, build: Any, fake_trainer: Any
    ) -> None:
        trainer = fake_trainer(lambda job: SandboxUnavailable("the trainer does not start"))
        course = build.course(two_problems(build), build.sandbox(both_models(build)), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, NotGraded)
        assert grade.reason == "2C, 2D: the trainer does not start"

    def test_a_bug_is_in_the_log_and_leaves_the_other_problems_alone(
        self, build: Any, fake_trainer: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        trainer = fake_trainer(
            lambda job: ZeroDivisionError("secret") if is_wide(job) else build.training(0.98)
        )
        course = build.course(two_problems(build), build.sandbox(both_models(build)), trainer)
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, NotGraded)
        assert "a bug in the grader (ZeroDivisionError)" in grade.reason
        assert grade.problems[1].points == 10
        assert "ZeroDivisionError: secret" in caplog.text
        assert not trainer.is_closed.is_set()

    def test_a_bug_before_any_training_is_no_crash(
        self, build: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        course = build.course(build.rubric(), build.sandbox(RuntimeError("bug")))
        grade = grade_submission(build.submission, course)
        assert isinstance(grade, NotGraded)
        assert "a bug in the grader (RuntimeError)" in grade.reason
        assert "RuntimeError: bug" in caplog.text


class TestProgress:
    def test_each_finished_problem_is_told_in_the_rubrics_order(
        self, build: Any, fake_trainer: Any
    ) -> None:
        told: list[list[str]] = []
        trainer = fake_trainer(lambda job: build.training(0.98))
        course = build.course(two_problems(build), build.sandbox(both_models(build)), trainer)
        grade_submission(
            build.submission, course, lambda done: told.append([problem.id for problem in done])
        )
        assert [len(done) for done in told] == [1, 2]
        assert told[-1] == ["2C", "2D"]

    def test_an_interrupt_stops_the_trainer_instead_of_waiting_for_it(
        self, build: Any, fake_trainer: Any
    ) -> None:
        closed: threading.Event

        def outcome(job: Any) -> Any:
            if not is_wide(job):
                return build.training(0.98)
            closed.wait()  # as long as this trains, the test does not end
            return TrainingInterrupted("interrupted")

        trainer = fake_trainer(outcome)
        closed = trainer.is_closed

        def interrupt(done: Any) -> None:
            raise KeyboardInterrupt

        course = build.course(two_problems(build), build.sandbox(both_models(build)), trainer)
        with pytest.raises(KeyboardInterrupt):
            grade_submission(build.submission, course, interrupt)
        assert closed.is_set()
