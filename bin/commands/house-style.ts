import { type Command, Help, type Option } from 'commander';

/**
 * Gives a command and all below it the same help: a word on `--help` after an error, and no `(default: false)` behind every switch.
 * Commander hands such settings on to commands that it makes itself, and not to those that are added.
 */
export function inHouseStyle(command: Command): Command {
  command.showHelpAfterError('(add --help for the options)').configureHelp({ optionDescription });
  for (const below of command.commands) inHouseStyle(below);
  return command;
}

function optionDescription(this: Help, option: Option): string {
  return option.defaultValue === false ? option.description : Help.prototype.optionDescription.call(this, option);
}
