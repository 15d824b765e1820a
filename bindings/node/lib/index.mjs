import routeproof from "./index.cjs";

export const {
  Fixed,
  Implementations,
  Report,
  RouteproofError,
  Statuses,
  Verification,
  Workspace,
  answerJson,
  check,
  checkSync,
  engine,
  explain,
  fix,
  fixSync,
  gatewayApiReleases,
  implementations,
  implementationsSync,
  rules,
  status,
  statusSync,
  verify,
  verifySync,
  version,
} = routeproof;
export default routeproof;
