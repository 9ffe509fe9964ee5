// Status and settings: what a version says about itself.
import { json } from './replies.ts'
import type { Handler, Server } from './handler.ts'

function status({ rules, options, state }: Server): unknown {
  const { since, version } = rules
  if (!since('2.0.0')) {
    return {
      Authentication: !options.noAuth,
      EndpointManagement: true,
      ...(since('1.19.0') ? { Snapshot: true } : {}),
      Analytics: true,
      Version: version,
    }
  }
  return {
    Version: version,
    ...(since('2.9.0') ? { InstanceID: state.instanceId } : {}),
    ...(since('2.14.0') && !since('2.22.0')
      ? { DemoEnvironment: { enabled: false, users: null, environments: null } }
      : {}),
  }
}

export const getStatus: Handler = (server) => json(status(server))

export const getVersion: Handler = ({ rules, options }) =>
  json({
    UpdateAvailable: false,
    LatestVersion: '',
    ServerVersion: rules.version,
    DatabaseVersion: rules.version,
    ...(rules.since('2.20.0') ? { ServerEdition: options.edition } : {}),
  })

export const getPublicSettings: Handler = ({ rules, state, options, setupToken }) => {
  const { since } = rules
  const common = { LogoURL: '', AuthenticationMethod: 1 }
  if (!since('2.13.0')) return json({ ...common, OAuthLoginURI: '', EnableEdgeComputeFeatures: false })
  return json({
    ...common,
    ...(since('2.14.0') ? { RequiredPasswordLength: state.settings.RequiredPasswordLength } : {}),
    ...(since('2.20.0') ? { GlobalDeploymentOptions: { hideStacksFunctionality: false } } : {}),
    ...(since('2.17.0') && !since('2.20.0') ? { ShowKomposeBuildOption: false } : {}),
    EnableEdgeComputeFeatures: options.edition === 'BE',
    Features: since('2.17.0') && !since('2.20.0') ? { fdo: false, noTx: false } : {},
    OAuthLoginURI: '',
    OAuthLogoutURI: '',
    ...(since('2.41.0') ? {} : { EnableTelemetry: false }),
    KubeconfigExpiry: '0',
    TeamSync: false,
    ...(since('2.17.0') && !since('2.20.0') ? { IsFDOEnabled: false } : {}),
    ...(since('2.17.0') && !since('2.41.0') ? { IsAMTEnabled: false } : {}),
    ...(rules.setupToken ? { RequiresSetupToken: setupToken !== undefined } : {}),
    Edge: {
      ...(since('2.17.0') ? {} : { AsyncMode: false }),
      PingInterval: 0,
      SnapshotInterval: 0,
      CommandInterval: 0,
      CheckinInterval: state.settings.EdgeAgentCheckinInterval,
    },
    ...(since('2.17.0') ? { IsDockerDesktopExtension: false } : {}),
  })
}

export const getSettings: Handler = ({ rules, state }) => {
  const { RequiredPasswordLength, EnforceEdgeID, EdgeAgentCheckinInterval, EdgePortainerUrl } = state.settings
  return json({
    LogoURL: '',
    BlackListedLabels: [],
    AuthenticationMethod: 1,
    ...(rules.since('2.14.0') ? { InternalAuthSettings: { RequiredPasswordLength } } : {}),
    ...(rules.since('1.22.0') ? { EdgeAgentCheckinInterval, EnableEdgeComputeFeatures: false } : {}),
    ...(rules.since('2.11.1') ? { EnforceEdgeID, EdgePortainerUrl } : {}),
  })
}
