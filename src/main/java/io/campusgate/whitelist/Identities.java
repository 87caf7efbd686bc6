package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.IdNumber;
import java.util.Optional;

/// Reads the columns with identity numbers. Without a key that is one problem a file, not one a row.
final class Identities {
    private final Optional<IdNumbers> key;
    private final WhitelistSource.Sink sink;
    private String told = "";

    Identities(Optional<IdNumbers> key, WhitelistSource.Sink sink) {
        this.key = key;
        this.sink = sink;
    }

    /// What a whitelist holds of an identity number.
    interface Identity {
        String hmac();

        String masked();

        byte[] sealed();
    }

    Optional<Identity> of(String file, Cells cells, Column column) {
        Optional<IdNumber> number = cells.idNumber(column);
        if (number.isPresent() && key.isEmpty() && !told.equals(file)) {
            told = file;
            sink.problem(new Problem(file, 0, column.name(), number.get().masked(), say("id-key-file in [store] of the configuration, or --id-key of whitelist build, "
                    + "since identity numbers are only stored encrypted; make one with: keygen --id-key FILE",
                    "配置文件 [store] 中有 id-key-file，或 whitelist build 带 --id-key，因为身份证号只能加密保存；生成密钥：keygen --id-key 文件")));
        }
        return number.flatMap(n -> key.map(k -> protect(n, k)));
    }

    private static Identity protect(IdNumber number, IdNumbers key) {
        return new Identity() {
            @Override public String hmac() {
                return key.hmac(number);
            }

            @Override public String masked() {
                return number.masked();
            }

            @Override public byte[] sealed() {
                return key.seal(number);
            }
        };
    }
}
