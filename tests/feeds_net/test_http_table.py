"""Each row of hostile/HTTP.tsv has a test here: which one it is, and that none was forgotten."""

from __future__ import annotations

import csv
import re
from pathlib import Path

PRIVATE = "test_a_redirect_to_a_private_address_in_any_notation_is_refused_before_it_is_opened"
STATUS = "test_only_200_carries_a_feed"
BACK_OFF = "test_failures_back_off_from_five_minutes_to_a_day_and_a_success_forgets_them"
ENCODING = "test_any_other_encoding_than_one_gzip_or_deflate_is_refused"
CHARSET = "test_a_charset_is_handed_on_only_if_text_is_written_in_it"

SHOWN_BY = {
    "gzip_bomb": "test_a_bomb_is_refused_at_the_bound_and_costs_little_memory",
    "gzip_gzip_bomb": ENCODING,
    "br_bomb": ENCODING,
    "zstd_bomb": ENCODING,
    "many_encodings": ENCODING,
    "gzip_cut": "test_a_cut_gzip_stream_is_refused",
    "big_500MB": "test_a_large_body_is_stopped_at_the_bound_on_the_wire",
    "endless_chunked": "test_a_chunked_body_without_end_is_stopped_at_the_bound",
    "slow_body": "test_a_byte_at_a_time_meets_the_deadline_for_the_whole",
    "slow_headers": "test_a_header_at_a_time_meets_the_deadline_for_the_whole",
    "header_bomb": "test_a_megabyte_of_headers_is_an_error",
    "stall": "test_silence_is_an_error_before_the_deadline",
    "redirect_loop": "test_a_redirect_to_itself_ends",
    "redirect_15": "test_six_redirects_are_too_many",
    "redirect_file": "test_a_redirect_to_another_scheme_is_refused",
    "redirect_gopher_ftp_data": "test_a_redirect_to_another_scheme_is_refused",
    "redirect_loopback": PRIVATE,
    "redirect_decimal": PRIVATE,
    "redirect_hex": PRIVATE,
    "redirect_v4mapped": PRIVATE,
    "redirect_zero": PRIVATE,
    "redirect_localhost": PRIVATE,
    "redirect_metadata": PRIVATE,
    "redirect_nat64_6to4": PRIVATE,
    "dns_rebinding": "test_a_name_that_changes_its_answer_is_connected_to_where_it_was_judged",
    "redirect_downgrade": "test_a_step_down_from_https_to_http_is_refused",
    "redirect_other_host": "test_credentials_go_to_their_own_origin_and_to_no_other",
    "redirect_no_location": "test_a_redirect_without_location_is_an_error",
    "redirect_garbage": "test_a_redirect_to_garbage_is_an_error",
    "html_200": "test_what_is_no_calendar_is_said",
    "length_short": "test_a_body_shorter_than_its_content_length_is_an_error",
    "chunk_cut": "test_a_cut_chunked_body_is_an_error",
    "close_cut": "test_a_body_that_is_refused_keeps_the_old_validators_and_hash",
    "status_204": STATUS,
    "status_206": STATUS,
    "status_304_unasked": "test_304_without_being_asked_is_an_error_that_forgets_the_validators",
    "status_304": "test_both_validators_are_sent_back_unchanged_and_304_keeps_the_copy",
    "status_304_lost_cache": "test_a_lost_copy_is_asked_for_whole",
    "etag_weak": "test_both_validators_are_sent_back_unchanged_and_304_keeps_the_copy",
    "etag_control": "test_a_validator_that_is_long_or_not_printable_is_dropped",
    "etag_frozen": "test_once_a_week_the_feed_is_asked_for_whole_in_case_its_etag_is_frozen",
    "status_429_huge": "test_retry_after_is_clamped_to_between_a_minute_and_a_day",
    "status_429_date": "test_retry_after_is_clamped_to_between_a_minute_and_a_day",
    "status_401_403": STATUS,
    "status_404_410": "test_a_week_of_404_proposes_to_remove_the_feed",
    "status_5xx": BACK_OFF,
    "status_999": STATUS,
    "charset_lie": CHARSET,
    "charset_codec": CHARSET,
    "charset_latin1": CHARSET,
    "reset": "test_a_connection_that_is_always_reset_is_an_error_after_three_tries",
    "http09": "test_an_answer_without_a_status_line_is_an_error",
    "cookie": "test_cookies_are_not_kept",
    "url_userinfo": "test_nothing_secret_is_logged_or_shown",
}


def test_each_row_names_a_test_that_exists():
    text = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert set(SHOWN_BY.values()) <= set(re.findall(r"def (test_\w+)\(", text))


def test_no_row_of_the_table_was_forgotten(shared):
    with (shared / "hostile" / "HTTP.tsv").open(newline="") as file:
        assert {row["case"] for row in csv.DictReader(file, delimiter="\t")} == set(SHOWN_BY)
