"""Programs, downloads, questions and pauses must cost nothing and stop nothing."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from grader.inside_container.stand_ins.no_programs import (
    LONG_SECONDS,
    PAUSES_SECONDS,
    make_sleep,
)

Student = Callable[[str], Any]


def test_programs_end_at_once_without_a_word(student: Student) -> None:
    student(
        "import os, subprocess, sys\n"
        "assert os.system('pip install torchsummary; touch was-here') == 0\n"
        "assert os.popen('nvidia-smi').read() == ''\n"
        "assert subprocess.run(['touch', 'was-here'], check=True).returncode == 0\n"
        "assert subprocess.run('ls', shell=True, capture_output=True, text=True).stdout == ''\n"
        "assert subprocess.run(['ls'], stdout=subprocess.PIPE).stdout == b''\n"
        "assert subprocess.call(['ls']) == subprocess.check_call([sys.executable, '-V']) == 0\n"
        "assert subprocess.check_output(['nvidia-smi']).decode() == ''\n"
        "assert subprocess.check_output('ls', text=True).strip() == ''\n"
        "assert subprocess.getoutput('ls') == ''\n"
        "with subprocess.Popen(['ls'], stdout=subprocess.PIPE) as program:\n"
        "    assert program.stdout.readlines() == [] and program.wait(timeout=3) == 0\n"
        "assert subprocess.Popen('ls').communicate() == (None, None)\n"
        "assert not os.path.exists('was-here')\n"
        "import pip, webbrowser\npip.main(['install', 'x'])\nwebbrowser.open('http://example.com')\n"
    )


def test_downloads_bring_nothing(student: Student) -> None:
    student(
        "import urllib.request\n"
        "name, headers = urllib.request.urlretrieve('http://example.com/a.gz', 'a.gz')\n"
        "assert name == 'a.gz'\n"
        "with urllib.request.urlopen('http://example.com') as page:\n"
        "    assert page.read() == b'' and page.status == 200\n"
    )


def test_questions_are_answered_with_nothing(student: Student) -> None:
    student("name = input('your name: ')\nassert name == '' == input()\n")


def test_pauses_of_a_file_have_a_second_together(student: Student) -> None:
    began = time.monotonic()
    student("import time\nfrom time import sleep\nfor _ in range(20): sleep(5)\ntime.sleep(0.5)\n")
    assert time.monotonic() - began < 10 * PAUSES_SECONDS


@pytest.mark.parametrize(
    ("asked", "slept"),
    [
        ([0.25, 0.25], [0.25, 0.25]),
        ([0.75, 0.75, 5], [0.75, 0.25, 0.001]),
        ([5, 0.0001], [1.0, 0.0001]),
        ([LONG_SECONDS, LONG_SECONDS - 1], [LONG_SECONDS, 1.0]),
        ([-1, 0.5], [-1, 0.5]),
    ],
)
def test_only_long_pauses_are_slept_through(asked: list[float], slept: list[float]) -> None:
    really: list[float] = []
    sleep = make_sleep(really.append)
    for seconds in asked:
        sleep(seconds)
    assert really == slept
