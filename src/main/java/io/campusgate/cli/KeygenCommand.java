package io.campusgate.cli;

import io.campusgate.trust.KeyText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `keygen DIR NAME`, `keygen --id-key FILE`. Never overwrites: a key that is gone takes with it what it protects.
@Command(description = "Make a signing key, or the key for identity numbers.",
        customSynopsis = {"campus-gate keygen DIR NAME", "campus-gate keygen --id-key FILE"})
final class KeygenCommand extends GateCommand {
    private static final int ID_KEY_BYTES = 32;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Where the pair goes: NAME.key (private, 0600) and NAME.pub.")
    private Optional<Path> folder;
    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The key's name in [trust].")
    private Optional<String> name;
    @Option(names = "--id-key", paramLabel = "FILE", description = "Write 32 random bytes for identity numbers to FILE (0600) instead.")
    private Optional<Path> idKey;

    @Override public Integer call() throws GeneralSecurityException {
        if (idKey.isPresent() && folder.isEmpty()) {
            byte[] key = new byte[ID_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            write(idKey.get(), key, "rw-------");
            out().println("Wrote " + idKey.get() + ". Keep a copy in a safe place: without it the identity numbers in the store are lost.");
        } else if (idKey.isEmpty() && folder.isPresent() && name.isPresent()) {
            pair(folder.get(), name.get());
        } else {
            throw wrongUsage("Expected either DIR and NAME, or --id-key FILE");
        }
        return ExitCode.DONE;
    }

    private void pair(Path folder, String name) throws GeneralSecurityException {
        if (!name.matches("[A-Za-z0-9_.-]{1,64}") || name.startsWith(".")) {
            throw wrongUsage("Invalid value for NAME: '" + name + "'; expected 1 to 64 letters, digits, '-', '_' or '.'");
        }
        Path secret = folder.resolve(name + ".key");
        Path open = folder.resolve(name + ".pub");
        for (Path file : List.of(secret, open)) {
            if (Files.exists(file)) {
                throw new Fault(file + " is there already; a key is never overwritten.");
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Fault("Cannot make the folder " + folder + ": " + Reasons.of(e) + ".");
        }
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        write(secret, KeyText.of("PRIVATE", pair.getPrivate().getEncoded()).getBytes(StandardCharsets.US_ASCII), "rw-------");
        write(open, KeyText.of("PUBLIC", pair.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
        out().println("Wrote " + secret + " (keep it off the gates) and " + open + " (for trust/ on every gate).");
    }

    /// The file has its rights from its first byte on.
    private static void write(Path file, byte[] bytes, String rights) {
        try (var channel = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)))) {
            channel.write(ByteBuffer.wrap(bytes));
        } catch (FileAlreadyExistsException e) {
            throw new Fault(file + " is there already; a key is never overwritten.");
        } catch (IOException e) {
            throw new Fault("Cannot write " + file + ": " + Reasons.of(e) + ".");
        }
    }
}
