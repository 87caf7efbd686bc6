package io.campusgate.cli;

import picocli.CommandLine.Command;

/// `whitelist …`
@Command(description = "The people and their rights: check, import, compare, look up, explain.", subcommands = {
    WhitelistTemplate.class, WhitelistCheck.class, WhitelistApply.class, WhitelistDiff.class, WhitelistStatus.class, WhitelistShow.class, WhitelistExplain.class,
    WhitelistBuild.class, WhitelistCarry.class, WhitelistPush.class, WhitelistRollback.class})
final class WhitelistCommand extends GroupCommand {}
