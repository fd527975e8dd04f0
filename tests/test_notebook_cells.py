import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.notebook_cells import python_of


def python(source: str) -> str:
    text, fault = python_of(source)
    assert fault is None
    return text


class TestPlainPython:
    @pytest.mark.parametrize(
        "source",
        [
            "x = 1\ny = 2",
            "text = '''\n%matplotlib inline\n!ls\nname?\n'''",
            "rest = (total\n% 3)",
            "rest = total \\\n% 3",
            "args = [\n    '?',\n    x\n    % 2,\n]",
            "if x != y: pass",
            "'it%s' % 3  # !ls",
            "",
            "# only a comment",
            "pattern = '\\d'",
        ],
    )
    def test_is_left_as_it_is(self, source: str) -> None:
        assert python(source) == source

    def test_line_ends_of_every_system_are_one_line_end(self) -> None:
        assert python("a = 1\r\nb = 2\rc = 3") == "a = 1\nb = 2\nc = 3"


class TestLineMagics:
    @pytest.mark.parametrize(
        "line",
        [
            "%matplotlib inline",
            "%pip install torch",
            "%%time",
            "!pip install 'torch",
            "!nvidia-smi",
            "?print",
            "torch.nn?",
            "nn.Linear??",
            "%timeit f(x)",
            "files = !ls data",
            "here, there = %who_ls str",
            "pip install torch torchvision",
            "cd /content/My Drive",
        ],
    )
    def test_they_do_nothing_and_every_line_stays_where_it_was(self, line: str) -> None:
        assert python(f"x = 1\n{line}\ny = 2") == "x = 1\npass\ny = 2"

    def test_one_alone_in_a_block_leaves_the_block_whole(self) -> None:
        source = "if x:\n    !rm -rf data\nelse:\n\t%cd ..\ny = 2"
        assert python(source) == "if x:\n    pass\nelse:\n\tpass\ny = 2"

    def test_what_is_timed_still_runs(self) -> None:
        source = (
            "%time train(model)\n    \nloss = %time step()\nfor e in range(3):\n    %time train(e)"
        )
        text = python(source)
        assert text == (
            "train(model)\n    \nloss = step()\nfor e in range(3):\n    train(e)"
        )  # fmt: skip

    def test_a_shell_line_goes_on_behind_a_backslash(self) -> None:
        assert python("!pip install a \\\n  b \\\n  c\nx = 1") == "pass\n\n\nx = 1"

    def test_the_same_within_a_string_or_a_bracket_is_none(self) -> None:
        source = "!ls\ntext = '''\n!ls\n'''\nf(\n    x\n    %3\n)"
        assert python(source) == source.replace("!ls", "pass", 1)

    def test_a_cell_that_is_indented_as_a_whole_runs(self) -> None:
        assert python("    x = 1\n    if x:\n        y = 2") == "x = 1\nif x:\n    y = 2"


class TestCellMagics:
    @pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%timeit -n 3", "%%prun"])
    def test_those_that_run_python_lose_their_line_alone(self, magic: str) -> None:
        assert python(f"\n{magic}\nx = 1") == "\n\nx = 1"
        assert python(f"%%capture\n{magic}\n!ls\nx = 1") == "\n\npass\nx = 1"

    @pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%javascript", "%%sh"])
    def test_other_languages_are_left_out_without_a_word(self, magic: str) -> None:
        assert python(f"{magic}\nls -la") == ""

    @pytest.mark.parametrize("magic", ["writefile nets.py", "python3", "bigquery", "unheard_of"])
    def test_what_might_have_been_python_is_noted(self, magic: str) -> None:
        text, fault = python_of(f"%%{magic}\nmodel = 3")
        assert text == ""
        assert fault == f"begins with %%{magic.split()[0]} and was passed over"


class TestBroken:
    def test_it_raises_in_its_line_and_would_have_bound_its_variables(self) -> None:
        text, fault = python_of("model_2c = optimizer = 1\na, b = 2, 3\nprint 'x'\nf(lr=3)")
        assert fault is not None
        assert fault.startswith("does not parse (line 3): Missing parentheses")
        with pytest.raises(SyntaxError, match="Missing parentheses"):
            exec(compile(text, "", "exec"), {})
        (statement,) = ast.parse(text).body
        assert statement.lineno == 3
        bound = {
            n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id != "SyntaxError"
        }
        assert bound == {"model_2c", "optimizer", "a", "b"}

    @pytest.mark.parametrize(
        "source",
        ["x = (1", "if x:", "'", "@", "x = 1 \\", "else:\n  pass", "\0", "(" * 5_000,
         "-" * 100_000 + "1", "x" + "+1" * 60_000, "lambda: " * 9_000, "{" * 100, "\ufffe",
         "x = 'a\nb'", "def = 3", "for = in"],
    )  # fmt: skip
    def test_whatever_it_is_it_takes_nothing_else_down(self, source: str) -> None:
        text, fault = python_of(source)
        assert fault is not None
        assert fault.startswith("does not parse (line ")
        ast.parse(f"before = 1\n{text}\nafter = 2")

    @given(st.text(alphabet="ab=%!?()'\"\\\n #:,.\t0", max_size=60))
    def test_any_cell_comes_to_python_with_no_more_lines(self, source: str) -> None:
        text, _ = python_of(source)
        ast.parse(text)
        assert text.count("\n") <= source.count("\n")

    def test_its_message_is_one_short_line(self) -> None:
        _, fault = python_of("x = 1 $ " + "\x1b[2Jy" * 10_000)
        assert fault is not None
        assert fault.isprintable()
        assert len(fault) < 300
