package io.campusgate.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/// Makes files of keys and passwords. None is ever overwritten.
final class SecretFile {
    static final String OWNER_ONLY = "rw-------";
    private static final int ID_KEY_BYTES = 32;
    private static final int READER_KEY_BYTES = 16;

    private SecretFile() {}

    /// The file has its rights from its first byte on.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one
    static void create(Path file, byte[] bytes, String rights) throws IOException {
        try (var channel = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }

    /// A new key for identity numbers.
    static byte[] idKey() {
        return random(ID_KEY_BYTES);
    }

    /// A new key of OSDP readers, as its file holds it.
    static byte[] readerKey() {
        return (HexFormat.of().withUpperCase().formatHex(random(READER_KEY_BYTES)) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
