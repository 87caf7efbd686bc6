package io.campusgate.qr;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A QR code (ISO/IEC 18004) with error correction M and its quiet zone of four modules, which readers need.
public final class QrCode {
    private static final int QUIET = 4;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /// @throws IllegalArgumentException if `text` is too long for one code; the message does not repeat it
    public static QrCode of(String text) {
        try {
            return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8")).getMatrix());
        } catch (WriterException e) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters does not fit into a QR code", e);
        }
    }

    /// Modules a side, the quiet zone included.
    public int size() {
        return modules.getWidth() + 2 * QUIET;
    }

    /// Whether a module is dark, counted with the quiet zone.
    public boolean isDark(int x, int y) {
        int column = x - QUIET;
        int row = y - QUIET;
        return column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getHeight() && modules.get(column, row) == 1;
    }

    /// Two rows of modules in a line of text, dark ones as blocks: to be shown dark on light.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < size(); y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = 0; x < size(); x++) {
                boolean upper = isDark(x, y);
                boolean lower = isDark(x, y + 1);
                line.append(upper && lower ? '█' : upper ? '▀' : lower ? '▄' : ' ');
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /// A PNG picture in black and white.
    ///
    /// @param pixels a module's side, 1 to 64
    public byte[] png(int pixels) {
        return PngImage.of(size() * pixels, (x, y) -> isDark(x / pixels, y / pixels));
    }
}
