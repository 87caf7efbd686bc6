package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.Secrets;
import io.campusgate.trust.BadKey;
import io.campusgate.trust.KeyText;
import io.campusgate.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--key FILE`: an administrator's private key, named by its file as in every gate's `[trust]`.
final class SigningKeyOption {
    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The private key to sign with (keygen: NAME.key); NAME is its name in [trust].")
    private Path file = Path.of("");

    /// @throws Fault if it is no key, or others may read it
    SigningKey read(Locale locale) throws IOException {
        return read(file, locale);
    }

    /// The same of a file that was named elsewhere.
    static SigningKey read(Path file, Locale locale) throws IOException {
        Optional<String> others = Secrets.openTo(file);
        if (others.isPresent()) {
            throw new Fault(say("The key " + file + " may be opened by " + others.get() + "; mend it with: chmod 600 " + file,
                    "密钥 " + file + " 可以被别人打开（" + others.get() + "）；请运行 chmod 600 " + file).in(locale));
        }
        String name = String.valueOf(file.getFileName());
        String kid = name.endsWith(".key") ? name.substring(0, name.length() - 4) : name;
        try {
            return new SigningKey(kid, KeyText.privateKey(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (BadKey e) {
            throw new Fault(say("The key " + file + " cannot be used: ", "密钥 " + file + " 不能使用：").in(locale) + e.getMessage());
        }
    }
}
