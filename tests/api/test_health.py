def test_the_process_says_that_it_lives_and_that_it_is_ready(client, db):
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_an_address_that_is_not_there_is_a_problem_in_the_api_and_a_page_elsewhere(client, db):
    api, page = client.get("/api/v1/nothing/"), client.get("/nothing/")
    assert (api.status_code, api["Content-Type"], api.json()["code"]) == (404, "application/problem+json", "not_found")
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")
