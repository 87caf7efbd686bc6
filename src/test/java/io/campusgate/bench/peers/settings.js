// Node-RED without its editor, for the tap benchmark.
module.exports = { uiPort: 0, uiHost: '127.0.0.1', httpAdminRoot: false, httpNodeRoot: false, flowFile: 'flows.json', credentialSecret: false,
  telemetry: { enabled: false }, serialReconnectTime: 1000, logging: { console: { level: 'info' } } };
