package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The recordings of readers' lines that local commands have under way. One that nobody asks for ends by itself, so that a
/// command that was killed leaves nothing behind.
final class Captures {
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);
    private static final int AT_ONCE = 4;

    private final GateConfig config;
    private final Campus campus;
    private final Map<String, LineRecorder> recorders = new ConcurrentHashMap<>();

    Captures(GateConfig config, Campus campus) {
        this.config = config;
        this.campus = campus;
    }

    /// Begins one. Of a reader of identity cards only for whoever says so, which the journal tells.
    ///
    /// @param number of the lane's readers, from 1
    Map<String, ?> begin(String lane, int number, boolean personal, String by) throws ControlClient.Refused {
        CaptureSource source;
        try {
            source = CaptureSource.of(config, lane, number);
        } catch (IllegalArgumentException e) {
            throw new ControlClient.Refused(String.valueOf(e.getMessage()), "通道 " + lane + " 没有第 " + number + " 台带串口线的读卡器");
        }
        if (source.isPersonal() && !personal) {
            throw new ControlClient.Refused("lane " + lane + " reads identity cards; what they hold is recorded only with --personal",
                    "通道 " + lane + " 读取身份证；只有加上 --personal 才会记录证件内容");
        }
        forget();
        if (recorders.size() >= AT_ONCE) {
            throw new ControlClient.Refused("already " + AT_ONCE + " recordings are under way", "已有 " + AT_ONCE + " 个录制正在进行");
        }
        if (source.isPersonal()) {
            campus.note(campus.drafts().of(EventType.OPERATOR, Optional.of(lane), "looked_up", Optional.empty(),
                    Drafts.details("what", "capture", "by", by)));
        }
        String id = UUID.randomUUID().toString();
        recorders.put(id, new LineRecorder(source.port()));
        return Map.of("id", id);
    }

    /// What has passed since the last time; the recording ends with it if `last`.
    Map<String, ?> read(String id, boolean last) throws ControlClient.Refused {
        LineRecorder recorder = recorders.get(id);
        if (recorder == null) {
            throw new ControlClient.Refused("this recording is over", "这个录制已经结束");
        }
        if (last) {
            recorder.close();
            recorders.remove(id);
        }
        List<String> lines = recorder.take();
        return Map.of("lines", lines, "dropped", recorder.dropped());
    }

    /// Ends those that nobody asks for any more.
    void forget() {
        recorders.forEach((id, recorder) -> {
            if (recorder.idle().compareTo(FORGOTTEN) > 0) {
                recorder.close();
                recorders.remove(id);
            }
        });
    }
}
