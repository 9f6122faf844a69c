import { AlertsPanel } from './alerts/alerts_panel';
import { OutPanel } from '../paper/out_panel';
import { CallPanel } from './calls/call_panel';
import { OffersPanel } from './calls/offers_panel';
import { MovePanel } from './changes/move_panel';
import { CarPanel } from './events/car_events';
import { ToldPanel } from './events/told_panel';
import { VisitEventsPanel } from './events/visit_events';
import { ProposalsPanel } from './proposals/list_panel';
import { ProposalPanel } from './proposals/proposal_panel';
import { ReplanPanel } from './proposals/replan_panel';
import type { Panels } from './task';
import { VersionsPanel } from './versions/versions_panel';
import { VisitPanel } from './visit/visit_panel';
import { WaitingPanel } from './waiting/waiting_panel';
import { WhyPanel } from './why/why_panel';

export const PANELS: Panels = {
  alerts: AlertsPanel,
  call: CallPanel,
  offers: OffersPanel,
  waiting: WaitingPanel,
  proposal: ProposalPanel,
  proposals: ProposalsPanel,
  replan: ReplanPanel,
  versions: VersionsPanel,
  move: MovePanel,
  visit_events: VisitEventsPanel,
  told: ToldPanel,
  car: CarPanel,
  visit: VisitPanel,
  why: WhyPanel,
  out: OutPanel,
};
