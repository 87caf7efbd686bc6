package io.campusgate.store;

import java.util.HexFormat;

/// Makes another gate's event out of one, with a hash that is right: what somebody who has a gate's password could send.
record EventForger(String text) {
    String as(String gate, String journal) {
        String head = text.replaceFirst("\"gate\":\"[^\"]*\",\"journal\":\"[^\"]*\"", "\"gate\":\"" + gate + "\",\"journal\":\"" + journal + "\"");
        String body = head.substring(0, head.lastIndexOf(",\"hash\":"));
        byte[] hash = EventParts.of(body + ",\"hash\":\"" + "0".repeat(64) + "\"}").computeHash(Sha256.digest()).orElseThrow();
        return body + ",\"hash\":\"" + HexFormat.of().formatHex(hash) + "\"}";
    }
}
