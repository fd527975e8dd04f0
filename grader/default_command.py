"""How does `grade alice.py` do without a verb? A group of commands, one of which is meant."""

import click


class GradeByDefault(click.Group):
    """A group whose command `run` is meant when the first argument is no verb: `grade alice.py`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb in where it was left out."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h", "--version"):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show that a path may stand where a verb may."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] PATH...")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options of grading, the verb that is left out, then the other verbs."""
        parameters = (*self.commands["run"].params, *self.params)
        options = [p.get_help_record(ctx) for p in parameters if isinstance(p, click.Option)]
        with formatter.section("Options"):
            formatter.write_dl([option for option in options if option is not None])
        self.format_commands(ctx, formatter)
