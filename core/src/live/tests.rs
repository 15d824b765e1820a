//! Pods and rollouts that the rules' own cases do not show.

use super::pods::{PodState, pod_state};
use super::rollout::{Rollout, rollout};
use crate::model::GroupKind;
use crate::world::Origin;
use crate::world::testing::Files;

/// What the Pod with this status is doing, in words.
fn pod(metadata: &str, status: &str) -> String {
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a{metadata}}}\nstatus: {status}\n");
    let files = Files::new("").with(Origin::Live, &text);
    let world = files.open();
    match pod_state(&world.of_kind(GroupKind::POD)[0]) {
        PodState::Trouble(it) => it.words(),
        other => format!("{other:?}"),
    }
}

#[test]
fn pods_are_what_their_status_says() {
    assert_eq!(pod("", "{}"), "Unknown");
    assert_eq!(pod("", "{phase: Running, conditions: [{type: Ready, status: 'True'}]}"), "Ready");
    assert_eq!(pod(", deletionTimestamp: '2026-11-25'", "{phase: Running}"), "Leaving");
    assert_eq!(pod("", "{phase: Succeeded}"), "Leaving");
    assert_eq!(pod("", "{phase: Failed, reason: Evicted}"), "has failed (Evicted)");
    assert_eq!(pod("", "{phase: Pending}"), "is starting");
    // Between two starts a container is terminated, and the phase is still Running.
    let crashed = |count: &str, exit: &str| {
        pod(
            "",
            &format!(
                "{{phase: Running, containerStatuses: [{{name: main, restartCount: {count}, state: {{terminated: {exit}}}}}]}}"
            ),
        )
    };
    assert_eq!(
        crashed("3", "{exitCode: 137, reason: OOMKilled}"),
        "is crash-looping: container `main` was restarted 3 times, last OOMKilled"
    );
    assert_eq!(
        crashed("1", "{exitCode: 2, reason: Error}"),
        "is crash-looping: container `main` was restarted 1 times, last exit code 2"
    );
    assert_eq!(crashed("0", "{exitCode: 2, reason: Error}"), "runs and is not ready");
    let init = "{phase: Pending, initContainerStatuses: [{name: migrate, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}}], containerStatuses: [{name: main, state: {waiting: {reason: PodInitializing}}}]}";
    assert_eq!(pod("", init), "is crash-looping: container `migrate` was restarted 4 times");
    let config = "{phase: Pending, containerStatuses: [{name: main, state: {waiting: {reason: CreateContainerConfigError, message: no Secret}}}]}";
    assert_eq!(pod("", config), "cannot make container `main` (CreateContainerConfigError): no Secret");
}

fn state(kind: GroupKind<'_>, spec: &str, status: &str) -> String {
    let text = format!(
        "apiVersion: apps/v1\nkind: {}\nmetadata: {{name: a, generation: 2}}\nspec: {spec}\nstatus: {status}\n",
        kind.kind
    );
    let files = Files::new("").with(Origin::Live, &text);
    let world = files.open();
    format!("{:?}", rollout(&world.of_kind(kind)[0]))
}

#[test]
fn a_stateful_set_rolls_out_by_revision() {
    let set = |status: &str| {
        state(GroupKind::STATEFUL_SET, "{replicas: 2}", &format!("{{observedGeneration: 2, {status}}}"))
    };
    assert_eq!(set("replicas: 2, currentRevision: a, updateRevision: a"), "Done");
    let moving = "replicas: 2, currentRevision: a, updateRevision: b, updatedReplicas";
    assert_eq!(set(&format!("{moving}: 1")), "Updating { updated: 1, wanted: 2 }");
    assert_eq!(set(&format!("{moving}: 2, readyReplicas: 1")), "Starting { available: 1, updated: 2 }");
    assert_eq!(
        set("replicas: 1, currentRevision: a, updateRevision: a"),
        "Updating { updated: 1, wanted: 2 }"
    );
}

#[test]
fn a_daemon_set_has_no_number_of_its_own() {
    let set =
        |status: &str| state(GroupKind::DAEMON_SET, "{}", &format!("{{observedGeneration: 2, {status}}}"));
    assert_eq!(set("desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 2"), "Done");
    assert_eq!(
        set("desiredNumberScheduled: 3, updatedNumberScheduled: 1"),
        "Updating { updated: 1, wanted: 3 }"
    );
}

#[test]
fn a_deployment_that_nobody_reported_on_is_unknown() {
    assert_eq!(state(GroupKind::DEPLOYMENT, "{replicas: 2}", "null"), format!("{:?}", Rollout::Unknown));
    let refused = "{observedGeneration: 2, conditions: [{type: ReplicaFailure, status: 'True', message: exceeded quota}]}";
    assert_eq!(
        state(GroupKind::DEPLOYMENT, "{replicas: 2}", refused),
        "Stuck { message: \"exceeded quota\" }"
    );
}
