"""The command's beginning, also as `python -m roi_xl`: loads little, so that Ctrl-C is answered early."""


def main() -> None:
    """Run the command line; until it listens to signals itself, Ctrl-C ends it without a traceback."""
    try:
        from roi_xl.interruption import end_at_once
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    end_at_once()
    from roi_xl.cli import main as run

    run()


if __name__ == "__main__":  # not in a child, which imports this file, too
    main()
