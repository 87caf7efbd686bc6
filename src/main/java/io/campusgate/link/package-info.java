/// The gate's link to the MQTT broker: the journal goes out in order and is confirmed, the status is kept, further
/// topics can be listened to (design.md sections 4.2 and 6). The gate works the same while all of this is down.
///
/// - Start at [MqttLink] (one thread, `mqtt`, that connects, sends and waits), then [Publisher] (which event goes out
///   when; no wire, no clock, no thread) and [Topics], [Messages] (the contract).
/// - The daemon implements [Outbox] over the journal and [StatusSource].
/// - [MessageFeed] takes messages in bulk, for the console, and speaks MQTT itself.
/// - [BrokerSession] alone knows the client library (Paho); [BrokerSocket] and [Tls] make the connection underneath it.
/// - May use: `java.*`, `io.campusgate.domain`, Paho, jackson-core, slf4j. Used by: `io.campusgate.daemon`, [MessageFeed] by
///   `console` and [BrokerClient] by `cli`.
@NullMarked
package io.campusgate.link;

import org.jspecify.annotations.NullMarked;
