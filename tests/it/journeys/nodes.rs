//! Several API nodes: what is done through one is seen live on all.

use serde_json::json;
use tokio_util::sync::CancellationToken;
use xeno::server::Server;

use crate::support::TestApp;
use crate::support::entrance::come_in_as_at;
use crate::support::socket::Socket;

#[tokio::test(flavor = "multi_thread")]
async fn a_change_through_one_node_is_seen_live_on_another() {
    let test = TestApp::start().await;
    let stop = CancellationToken::new();
    let other = Server::bind((*test.app.config).clone(), stop.clone()).await.unwrap();
    let url = other.url();
    assert_ne!(url, test.url);
    let serving = tokio::spawn(async move { other.run().await.unwrap() });
    come_in_as_at(&test.url, &url);

    let input = json!({ "name": "Onam", "rule": { "everyone": true }, "message": "Hello" });
    let create = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) { campaign { id } } }";
    let id = test.data(create, json!({ "input": input })).await["campaignCreate"]["campaign"]["id"].take();
    let query = "subscription ($id: ID!) { campaignProgress(id: $id) { status audience sequence campaign { name } } }";
    let mut socket = Socket::subscribe(&url, query, json!({ "id": id })).await;
    let first = socket.next().await.unwrap();
    assert_eq!(first["campaignProgress"]["status"], "DRAFT");
    assert_eq!(first["campaignProgress"]["campaign"]["name"], "Onam");
    let launch = "mutation ($id: ID!) { campaignLaunch(input: { id: $id }) { userErrors { code } } }";
    let launched = test.data(launch, json!({ "id": id })).await;
    assert_eq!(launched["campaignLaunch"]["userErrors"], json!([]));
    // Nobody is loaded, so it ends as soon as its audience is drawn.
    while socket.next().await.unwrap()["campaignProgress"]["status"] != "COMPLETED" {}
    drop(socket);
    stop.cancel();
    serving.await.unwrap();
    test.finish(0).await;
}
