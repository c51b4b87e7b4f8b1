"""The entry point of the command, also for `python -m roi_xl`; it loads little: Ctrl-C must work early."""


def main() -> None:
    """Run the command line; until it handles signals itself, Ctrl-C ends it without a traceback."""
    try:
        from roi_xl.interruption import end_at_once
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    end_at_once()
    from roi_xl.cli import main as run

    run()


if __name__ == "__main__":  # not in a child process, which imports this file, too
    main()
