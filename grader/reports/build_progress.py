"""How far is the image? Two live lines in a terminal, a plain log elsewhere; on standard error."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from grader.sandbox.image_build import BuildStep


class BuildProgress:
    """Shows the current step, how long the build runs, and the last line of output.

    Args:
        console: on standard error.
        quiet: shows nothing.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._started = time.monotonic()
        self._step: BuildStep | None = None
        self._line = ""
        self._live = Live(
            get_renderable=self._two_lines,
            console=console,
            transient=True,
            refresh_per_second=4,
        )

    def __enter__(self) -> Self:
        if self._is_live():
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    @property
    def seconds(self) -> float:
        """Since the build began."""
        return time.monotonic() - self._started

    def show(self, step: BuildStep, line: str) -> None:
        """See `grader.sandbox.image_build.OnProgress`."""
        self._step, self._line = step, line
        if not self._quiet and not self._console.is_terminal:
            self._console.print(Text(f"  {line}" if line else str(step)), soft_wrap=True)

    def _is_live(self) -> bool:
        return self._console.is_terminal and not self._quiet

    def _two_lines(self) -> Group:
        minutes, seconds = divmod(int(self.seconds), 60)
        step = str(self._step) if self._step else "sending the grader's code to the engine"
        return Group(
            _one_line(f"{minutes}:{seconds:02}  {step}"),
            _one_line(f"      {self._line}", style="dim"),
        )


def _one_line(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
