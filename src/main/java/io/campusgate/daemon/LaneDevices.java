package io.campusgate.daemon;

import io.campusgate.config.DisplayConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.config.InputConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.config.RelayConfig;
import io.campusgate.config.ThermometerConfig;
import io.campusgate.device.CardReader;
import io.campusgate.device.GateRelay;
import io.campusgate.device.Indicator;
import io.campusgate.device.Input;
import io.campusgate.device.Thermometer;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.serial.AsciiLineDecoder;
import io.campusgate.device.serial.WiegandCodec;
import io.campusgate.device.sim.SimThermometer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The devices of one lane as its configuration names them. Making them touches no hardware.
///
record LaneDevices(List<CardReader> readers, Optional<Thermometer> thermometer, GateRelay relay, List<Contact> inputs,
                   List<Shown> indicators) {
    /// @param key in the configuration, such as `door-contact`
    record Contact(String key, String driver, Input input) {}

    /// @param kind    key in the configuration, `indicator` or `display`
    /// @param privacy beside which signals it may show a temperature
    record Shown(String kind, String driver, Indicator indicator, IndicatorWatch.Privacy privacy) {}

    static final String DOOR_CONTACT = "door-contact";
    static final String EXIT_BUTTON = "exit-button";
    static final String FIRE_INPUT = "fire-input";
    static final String TAMPER = "tamper";
    static final String PANIC = "panic";
    static final String FEEDBACK = "feedback";

    static LaneDevices of(GateConfig.Lane lane, Drivers drivers) {
        List<CardReader> readers = lane.readers().stream().map(r -> reader(lane.id(), r, drivers)).toList();
        List<Contact> inputs = new ArrayList<>();
        inputConfigs(lane).forEach((key, config) -> inputs.add(new Contact(key, config.driver(), input(lane.id(), key, config, drivers))));
        return new LaneDevices(
                readers,
                lane.thermometer().map(t -> thermometer(lane.id(), t, drivers)),
                relay(lane, drivers),
                inputs,
                indicators(lane, drivers));
    }

    /// The inputs that the lane has, by their key.
    private static Map<String, InputConfig> inputConfigs(GateConfig.Lane lane) {
        Map<String, InputConfig> inputs = new LinkedHashMap<>();
        lane.doorContact().ifPresent(i -> inputs.put(DOOR_CONTACT, i));
        lane.exitButton().ifPresent(i -> inputs.put(EXIT_BUTTON, i));
        lane.fireInput().ifPresent(i -> inputs.put(FIRE_INPUT, i));
        lane.tamper().ifPresent(i -> inputs.put(TAMPER, i));
        lane.panic().ifPresent(i -> inputs.put(PANIC, i));
        lane.feedback().ifPresent(i -> inputs.put(FEEDBACK, i));
        return inputs;
    }

    static CardReader reader(String lane, ReaderConfig reader, Drivers drivers) {
        return switch (reader) {
            case ReaderConfig.Rdm6300(var port, var baud) -> drivers.rdm6300(port, baud);
            case ReaderConfig.Line(var port, var baud, var format, var order, var maxLength, var idleFlush) ->
                drivers.line(port, baud, new AsciiLineDecoder.Settings(switch (format) {
                    case HEX -> AsciiLineDecoder.Format.HEX;
                    case DEC10 -> AsciiLineDecoder.Format.DEC10;
                    case DEC3_5 -> AsciiLineDecoder.Format.DEC3_5;
                    case RAW -> AsciiLineDecoder.Format.RAW;
                }, order == ReaderConfig.UidOrder.LSB, maxLength, idleFlush));
            case ReaderConfig.WiegandSerial(var port, var baud, var variant, var format) ->
                drivers.wiegandSerial(port, baud, switch (variant) {
                    case HEX6CR -> WiegandCodec.Variant.HEX6CR;
                    case DEC10CRLF -> WiegandCodec.Variant.DEC10CRLF;
                }, format(format));
            case ReaderConfig.Pn532(var port, var baud) -> drivers.pn532(port, baud);
            case ReaderConfig.IdCardSam(var port, var baud) -> drivers.idCardSam(port, baud);
            case ReaderConfig.Osdp(var port, var baud, var address, var key, var format) ->
                drivers.osdp(port, baud, address, key, format.map(LaneDevices::format));
            case ReaderConfig.Sim() -> drivers.sim(lane).reader();
        };
    }

    private static WiegandCodec.Format format(ReaderConfig.WiegandFormat format) {
        return switch (format) {
            case W26 -> WiegandCodec.Format.W26;
            case W34 -> WiegandCodec.Format.W34;
            case H10302 -> WiegandCodec.Format.H10302;
            case H10304 -> WiegandCodec.Format.H10304;
        };
    }

    private static Thermometer thermometer(String lane, ThermometerConfig thermometer, Drivers drivers) {
        return switch (thermometer) {
            case ThermometerConfig.Mlx90614(var bus, var address, var verifyPec) -> drivers.mlx90614(bus, address, verifyPec);
            case ThermometerConfig.Mlx90632(var bus, var address) -> drivers.mlx90632(bus, address);
            case ThermometerConfig.Sim(var celsius, var ambient) -> {
                SimThermometer twin = drivers.sim(lane).thermometer();
                celsius.ifPresent(twin::surface);
                twin.ambient(ambient);
                yield twin;
            }
        };
    }

    private static GateRelay relay(GateConfig.Lane lane, Drivers drivers) {
        return switch (lane.relay()) {
            case RelayConfig.Gpio(var pin, var activeHigh, _, _) -> drivers.gpioRelay(pin, activeHigh);
            case RelayConfig.Lcus(var port, var channel, _, _) -> drivers.lcusRelay(port, channel);
            case RelayConfig.Sim(_, _) -> drivers.sim(lane.id()).relay();
        };
    }

    private static Input input(String lane, String name, InputConfig input, Drivers drivers) {
        return switch (input) {
            case InputConfig.Gpio(var pin, var normally, var debounce) ->
                drivers.gpioInput(pin, normally == InputConfig.Contact.CLOSED, debounce);
            case InputConfig.Sim() -> drivers.sim(lane).input(name);
        };
    }

    private static List<Shown> indicators(GateConfig.Lane lane, Drivers drivers) {
        List<Shown> indicators = new ArrayList<>();
        lane.indicator().ifPresent(i -> indicators.add(new Shown("indicator", "gpio",
                drivers.gpioIndicator(pin(i.green()), pin(i.red()), pin(i.buzzer())), _ -> false)));
        lane.display().ifPresent(d -> indicators.add(new Shown("display", d.driver(), switch (d) {
            case DisplayConfig.Lcd1602(var bus, var address, _) -> drivers.lcd1602(bus, address);
            case DisplayConfig.Sim _ -> drivers.sim(lane.id()).display();
        }, privacy(d.temperature()))));
        return indicators;
    }

    private static IndicatorWatch.Privacy privacy(DisplayConfig.Reading temperature) {
        return switch (temperature) {
            case NEVER -> _ -> false;
            case GO -> beside -> beside == Indicator.Signal.GO;
            case ALWAYS -> _ -> true;
        };
    }

    private static OptionalInt pin(Optional<Integer> pin) {
        return pin.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
