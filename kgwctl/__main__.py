"""Entry point of ``kgwctl`` and ``kubectl kgw``.

``--version`` is answered before anything else is imported; everything else goes through
:mod:`kgwctl.cli.fast_path`.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        from kgwctl import __version__

        try:
            sys.stdout.write(f"kgwctl {__version__}\n")
            sys.stdout.flush()
        except OSError as error:
            sys.stdout = None
            sys.stderr.write(f"kgwctl: cannot write the result: {error.strerror}\n")
            return 2
        return 0
    import gc
    import signal

    from kgwctl.cli.fast_path import run, terminated

    signal.signal(signal.SIGTERM, terminated)

    # One run, many objects that live until its end: the collector would only walk them again and again.
    gc.disable()
    code = run(sys.argv)
    # On its way out Python would walk them all the same, and twice; what is frozen it leaves alone.
    gc.freeze()
    return code


def complete() -> int:
    """Complete the words of ``kubectl kgw``, which kubectl asks ``kubectl_complete-kgw`` for."""
    from kgwctl.cli.fast_path import COMPLETE, run

    return run([sys.argv[0], COMPLETE, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
