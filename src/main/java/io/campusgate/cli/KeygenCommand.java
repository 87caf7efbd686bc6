package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.trust.KeyText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `keygen DIR NAME`, `keygen --id-key FILE`, `keygen --scbk FILE`. Never overwrites: a key that is gone takes with it what it protects.
@Command(description = "Make a signing key, the key for identity numbers, or the key of OSDP readers.",
        customSynopsis = {"campus-gate keygen DIR NAME", "campus-gate keygen --id-key FILE", "campus-gate keygen --scbk FILE"})
final class KeygenCommand extends GateCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Where the pair goes: NAME.key (private, 0600) and NAME.pub.")
    private Optional<Path> folder;
    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The key's name in [trust].")
    private Optional<String> name;
    @Option(names = "--id-key", paramLabel = "FILE", description = "Write 32 random bytes for identity numbers to FILE (0600) instead.")
    private Optional<Path> idKey;
    @Option(names = "--scbk", paramLabel = "FILE", description = "Write the key that the site's OSDP readers are to share with its gates to FILE (0600) instead.")
    private Optional<Path> readerKey;

    @Override public Integer call() throws GeneralSecurityException {
        if (idKey.isPresent() && readerKey.isEmpty() && folder.isEmpty()) {
            write(idKey.get(), SecretFile.idKey(), SecretFile.OWNER_ONLY);
            tell("Wrote " + idKey.get() + ". Keep a copy in a safe place: without it the identity numbers in the store are lost.",
                    "已写入 " + idKey.get() + "。请另存一份到安全的地方：没有它，库中的身份证号码将无法恢复。");
        } else if (readerKey.isPresent() && idKey.isEmpty() && folder.isEmpty()) {
            write(readerKey.get(), SecretFile.readerKey(), SecretFile.OWNER_ONLY);
            tell("Wrote " + readerKey.get() + ". Name it as scbk-file, and give it to each reader by campus-gate osdp enrol LANE.",
                    "已写入 " + readerKey.get() + "。请在配置中写为 scbk-file，并用 campus-gate osdp enrol LANE 写入每个读卡器。");
        } else if (idKey.isEmpty() && readerKey.isEmpty() && folder.isPresent() && name.isPresent()) {
            pair(folder.get(), name.get());
        } else {
            throw wrongUsage(say("Expected either DIR and NAME, or --id-key FILE, or --scbk FILE", "应为 DIR 和 NAME，或 --id-key FILE，或 --scbk FILE").in(locale()));
        }
        return ExitCode.DONE;
    }

    private void pair(Path folder, String name) throws GeneralSecurityException {
        if (!name.matches("[A-Za-z0-9_.-]{1,64}") || name.startsWith(".")) {
            throw wrongUsage(say("Invalid value for NAME: '" + name + "'; expected 1 to 64 letters, digits, '-', '_' or '.'",
                    "NAME 的值“" + name + "”不对；应为 1 到 64 个字母、数字、“-”、“_”或“.”").in(locale()));
        }
        Path secret = folder.resolve(name + ".key");
        Path open = folder.resolve(name + ".pub");
        for (Path file : List.of(secret, open)) {
            if (Files.exists(file)) {
                throw isThere(file);
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Fault(say("Cannot make the folder " + folder + ": ", "不能建立文件夹 " + folder + "：").in(locale()) + Reasons.of(e) + ".");
        }
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        write(secret, KeyText.of("PRIVATE", pair.getPrivate().getEncoded()).getBytes(StandardCharsets.US_ASCII), SecretFile.OWNER_ONLY);
        write(open, KeyText.of("PUBLIC", pair.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
        tell("Wrote " + secret + " (keep it off the gates) and " + open + " (for trust/ on every gate).",
                "已写入 " + secret + "（不要放到门禁上）和 " + open + "（放到每个门禁的 trust/）。");
    }

    private void tell(String english, String chinese) {
        out().println(say(english, chinese).in(locale()));
    }

    private Fault isThere(Path file) {
        return new Fault(say(file + " is there already; a key is never overwritten.", file + " 已经存在；密钥不会被覆盖。").in(locale()));
    }

    private void write(Path file, byte[] bytes, String rights) {
        try {
            SecretFile.create(file, bytes, rights);
        } catch (FileAlreadyExistsException e) {
            throw isThere(file);
        } catch (IOException e) {
            throw new Fault(say("Cannot write " + file + ": ", "不能写入 " + file + "：").in(locale()) + Reasons.of(e) + ".");
        }
    }
}
