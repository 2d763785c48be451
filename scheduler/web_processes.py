"""The API and the pages in processes of their own, as `http_processes` says."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading

from reading.web import prefork
from storage.crawls.outlets import Catalogue

TRY_AGAIN = 10.0
"""Seconds until processes that ended are begun anew."""
log = logging.getLogger("rasid.daemon")


class WebProcesses:
    """Serves until `stop`. `rasid serve` watches over the processes; it is begun anew where it ends."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def renewed(self, catalogue: Catalogue) -> None:
        """The outlets' files were read anew: the processes read them for themselves."""
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join(prefork.GRACE + 2)

    def _run(self) -> None:
        while not self._stopping.is_set():
            lifeline, held = os.pipe()  # closed when we end, however we do
            try:
                command = [sys.executable, "-m", "rasid", "serve", "--lifeline", str(lifeline)]
                self._process = subprocess.Popen(  # noqa: S603 - our own command
                    command, pass_fds=[lifeline], stdin=subprocess.DEVNULL, start_new_session=True
                )
                if self._stopping.is_set():
                    self._process.terminate()
                code = self._process.wait()
            except OSError as error:
                code = error.errno or 1
            finally:
                os.close(held)
                os.close(lifeline)
            if not self._stopping.is_set():
                log.error("API and pages ended (%s), and begin anew; the schedule goes on", code)
                self._stopping.wait(TRY_AGAIN)
