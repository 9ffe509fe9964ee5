// What a test can ask of a stand-in Portainer.
import type { Patience } from './connection-test.ts'

export interface PortainerOptions {
  /** Behaves as this version does, '1.18.0' to '2.45.0'. */
  version: string
  /** With a self-signed certificate like the one that 2.9+ makes. */
  https?: boolean
  /** As behind a reverse proxy that strips this prefix; everything else is 404. */
  basePath?: string
  /** This administrator exists already. */
  admin?: { username: string; password: string }
  /** 2.39.3 LTS and 2.43+, started with this token; without, as with --no-setup-token. */
  setupToken?: string
  /** Started more than five minutes ago without an administrator: 303 on 2.13+. */
  adminTimedOut?: boolean
  /** 1.x --no-auth. */
  noAuth?: boolean
  edition?: 'CE' | 'BE'
  /** Business Edition: the Edge settings hold no address yet. */
  edgeAddressMissing?: boolean
  /** Business Edition: more endpoints than this are refused. */
  nodeAllowance?: number
  requiredPasswordLength?: number
  /** The unix socket behind `unix:///var/run/docker.sock`; default: a stand-in engine of its own. */
  localSocket?: string
  /** Each create takes at least this long, between its id and its being stored; a function says it anew for each. */
  createMillis?: number | (() => number)
  /** The sign-in limit; default on. */
  limiter?: boolean
  /** Where the engine that a client wrote as `host:port` really listens, for dialling only; empty for an unknown name. */
  resolve?: (hostPort: string) => string
  port?: number
  /** Endpoints that are there already; each list carries so many bytes of snapshot for each of them. */
  seed?: { endpoints?: number; snapshotBytes?: number; namePrefix?: string }
  /** Portainer runs in a Kubernetes cluster, so that type 5 works; default true. */
  inCluster?: boolean
  /** false: every engine is taken to be up, and none is dialled (for benchmarks). */
  dial?: boolean
  /** How long a ping and a call of an engine are waited for, in milliseconds; default 3 s and 60 s, as Portainer. */
  patience?: Partial<Patience>
  /** 2.45+: the hosts that Portainer may dial (a mode that Community Edition has no switch for yet). */
  allowList?: readonly string[]
  /** `/api/status` is gone, as its deprecation announces. */
  statusGone?: boolean
  /** The clock of tokens, check-ins and the sign-in limit. */
  now?: () => number
}
