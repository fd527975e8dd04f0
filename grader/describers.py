"""Who describes a whole class? Several warm boxes, and a store that knows what was described."""

import threading
from concurrent.futures import ThreadPoolExecutor

from grader.errors import SandboxUnavailable
from grader.extraction import WALL_SECONDS, Describer, DescribesFiles, Extraction, describe_request
from grader.records import MalformedRecord
from grader.rubric import Rubric
from grader.sandbox.interface import Sandbox
from grader.store import Store
from grader.submissions import SourceFile
from grader.training.identity import description_key


class DescriberPool:
    """Describes several files at a time, each in a warm box of its own.

    A box dies with the thread that started it (PR_SET_PDEATHSIG means the thread, not the process),
    so each belongs to a thread that lives as long as the pool.

    Args:
        sandbox: the kind of box.
        size: boxes at most; each is started when it is first needed.
        wall_seconds: for one student's file.
    """

    def __init__(self, sandbox: Sandbox, size: int, *, wall_seconds: float = WALL_SECONDS) -> None:
        self.sandbox = sandbox
        self._wall_seconds = wall_seconds
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="describe")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._all: list[Describer] = []
        self._closed = False

    def describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        """See `DescribesFiles.describe`. From any thread; waits for a free box."""
        try:
            waiting = self._threads.submit(self._describe, file, rubric)
        except RuntimeError:  # the pool was closed meanwhile
            raise SandboxUnavailable("interrupted") from None
        return waiting.result()

    def close(self) -> None:
        """See `DescribesFiles.close`."""
        with self._lock:
            self._closed = True
            describers = list(self._all)
        for describer in describers:
            describer.stop()
        self._threads.shutdown()
        for describer in describers:
            describer.close()

    def _describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        describer: Describer | None = getattr(self._own, "describer", None)
        if describer is None:
            describer = Describer(self.sandbox, wall_seconds=self._wall_seconds)
            with self._lock:
                self._all.append(describer)
                if self._closed:
                    describer.stop()
            self._own.describer = describer
        return describer.describe(file, rubric)


class StoredDescriber:
    """Describes what the store does not hold.

    Files that ran to their end are kept. One that was cut off, by its deadline say, is run again
    next time: the machine may have been busy.

    Args:
        describer: does the work.
        store: of the output folder.
        wall_seconds: as the describer has it.
    """

    def __init__(
        self, describer: DescribesFiles, store: Store, *, wall_seconds: float = WALL_SECONDS
    ) -> None:
        self._describer = describer
        self._store = store
        self._wall_seconds = wall_seconds

    @property
    def sandbox(self) -> Sandbox:
        """What student code runs in."""
        return self._describer.sandbox

    def describe(self, file: SourceFile, rubric: Rubric) -> Extraction:
        """See `DescribesFiles.describe`."""
        if file.fault is not None:
            return self._describer.describe(file, rubric)
        request = describe_request(file, rubric, self._wall_seconds)
        cells = [cell.model_dump(mode="json") for cell in file.cells]
        key = description_key(request, cells, self.sandbox)
        if (known := self._recall(key)) is not None:
            return known
        extraction = self._describer.describe(file, rubric)
        if extraction.description.finished:
            self._store.keep("description", key, extraction.to_json())
        return extraction

    def close(self) -> None:
        """See `DescribesFiles.close`."""
        self._describer.close()

    def _recall(self, key: str) -> Extraction | None:
        text = self._store.get("description", key)
        if text is None:
            return None
        try:
            return Extraction.from_json(text)
        except MalformedRecord:
            return None  # a record of another version: described again
