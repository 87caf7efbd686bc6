package io.campusgate.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// Our pictures, read by Java's own PNG reader and by ZXing's reader of QR codes.
class QrCodeTest {
    private static final String CODE = "CG1.V260901-7K2QXY.AbCdEfGhIjKlMnOpQrStUv";

    private interface Pixels {
        boolean isBlack(int x, int y);
    }

    private static String read(int side, int scale, Pixels pixels) throws ReaderException {
        int[] rgb = new int[side * side * scale * scale];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = pixels.isBlack(i % (side * scale) / scale, i / (side * scale) / scale) ? 0 : 0xFFFFFF;
        }
        return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side * scale, side * scale, rgb)))).getText();
    }

    @Test void thePictureSaysTheText() throws IOException, ReaderException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(QrCode.of(CODE).png(5)));

        assertEquals(QrCode.of(CODE).size() * 5, image.getWidth());
        assertEquals(image.getWidth(), image.getHeight());
        assertEquals(CODE, read(image.getWidth(), 1, (x, y) -> (image.getRGB(x, y) & 0xFF) < 128));
    }

    @Test void theLinesOfATerminalSayTheText() throws ReaderException {
        List<String> lines = QrCode.of(CODE).lines();
        int side = QrCode.of(CODE).size();

        assertTrue(lines.stream().allMatch(line -> line.length() == side));
        assertEquals(CODE, read(side, 4, (x, y) -> {
            char c = lines.get(y / 2).charAt(x);
            return c == '█' || c == (y % 2 == 0 ? '▀' : '▄');
        }));
    }

    @Test void aQuietZoneSurroundsIt() {
        QrCode code = QrCode.of(CODE);
        for (int i = 0; i < code.size(); i++) {
            for (int depth = 0; depth < 4; depth++) {
                assertFalse(code.isDark(i, depth) || code.isDark(depth, i) || code.isDark(i, code.size() - 1 - depth) || code.isDark(code.size() - 1 - depth, i));
            }
        }
        assertTrue(code.isDark(4, 4), "the finder pattern's corner");
    }

    @Test void whatDoesNotFitIsSaidWithoutRepeatingIt() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(5000)));
        assertEquals("a text of 5000 characters does not fit into a QR code", e.getMessage());
    }
}
