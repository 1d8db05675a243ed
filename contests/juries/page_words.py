"""Every sentence that the script of the judge's page says. {braces} are filled by the script."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

OTHER_LANGUAGE = {"vi": "English", "en": "Tiếng Việt"}  # each by its own name: whoever needs the switch cannot read the page

WORDS = {
    "page_title": _("Chấm điểm"),
    "link_title": _("Phiếu chấm của giám khảo"),
    "link_missing": _("Hãy mở trang này bằng mã QR hoặc đường dẫn in trên tờ giấy của giám khảo."),
    "link_how": _("Nhập mã PIN in dưới đường dẫn trên tờ giấy của giám khảo. Máy chỉ hỏi một lần; từ đó chỉ máy này chấm được."),
    "link_open": _("Mở phiếu chấm"),
    "pin_label": _("Mã PIN (6 chữ số)"),
    "pin_empty": _("Hãy nhập mã PIN."),
    "link_wrong_pin": _("Mã PIN không đúng. Hãy xem lại tờ giấy của giám khảo."),
    "link_too_many_pins": _("Đã nhập sai mã PIN quá nhiều lần. Hãy xin Tổ Thư ký đường dẫn và mã PIN khác."),
    "link_link_unknown": _(
        "Đường dẫn chấm điểm này không còn dùng được: kết quả đã chốt, giám khảo đã được thay hoặc đã có đường dẫn khác. Hãy hỏi Tổ Thư ký."
    ),
    "link_offline": _("Chưa có mạng hoặc mạng rất chậm. Lần mở đầu tiên cần có mạng: hãy nối mạng rồi bấm lại."),
    "link_failed": _("Hệ thống chưa mở được phiếu chấm. Hãy bấm lại sau ít phút; nếu vẫn không được, báo Tổ Thư ký."),
    "judge": _("Giám khảo: {name}"),
    "judge_head": _("Trưởng ban giám khảo: {name}"),
    "shadow": _("Chấm thử: điểm của người chấm này không tính vào kết quả."),
    "all_sent": _("Không còn phiếu nào chờ gửi."),
    "all_sent_offline": _("Chưa có mạng. Không còn phiếu nào chờ gửi; cứ chấm tiếp, phiếu được lưu trên máy."),
    "waiting": _("{n} phiếu đã lưu trên máy, chờ gửi."),
    "waiting_offline": _("Chưa có mạng: {n} phiếu đã lưu trên máy, sẽ tự gửi khi có mạng. Cứ chấm tiếp."),
    "waiting_closed": _("{n} phiếu còn trên máy, chưa gửi được."),
    "sending": _("Đang gửi {n} phiếu…"),
    "send_now": _("Gửi ngay"),
    "closed": _(
        "Máy này không còn là máy chấm: đường dẫn đã mở trên máy khác, đã được cấp lại, giám khảo đã được thay, hoặc việc chấm đã kết thúc."
    ),
    "closed_do": _(
        "Phiếu và điểm đang chấm dở vẫn còn trên máy này. Muốn chấm tiếp trên máy này, nhập lại mã PIN. Nếu không được, "
        "đọc các phiếu chưa gửi cho Tổ Thư ký ghi."
    ),
    "open_again": _("Mở lại trên máy này"),
    "list_title": _("Các đội theo thứ tự thi"),
    "list_loading": _("Đang tải danh sách đội…"),
    "list_as_of": _("Danh sách cập nhật lúc {time}."),
    "rules_not_locked": _("Thể lệ chưa khóa nên chưa có phiếu chấm. Trang tự cập nhật khi có."),
    "no_performances": _("Chưa có thứ tự thi. Trang tự cập nhật sau khi bốc thăm."),
    "not_performed_yet": _("Chưa thi"),
    "state_empty": _("Chưa chấm"),
    "state_draft": _("Đang chấm dở, chưa gửi"),
    "state_saved": _("Đã lưu trên máy, chờ gửi: {total} điểm"),
    "state_sent": _("Đã gửi: {total} điểm"),
    "state_verified": _("Đã được kiểm tra: {total} điểm"),
    "state_returned": _("Tổ Thư ký trả lại, cần sửa"),
    "state_refused": _("Hệ thống không nhận, cần xem lại"),
    "state_excused": _("Không chấm đội này"),
    "state_withdrawn": _("Đội đã rút"),
    "state_disqualified": _("Đội bị loại"),
    "state_no_show": _("Đội không dự phần thi này"),
    "reason": _("Lý do: {reason}"),
    "others": _("Giám khảo khác trên máy này"),
    "other_seat_waiting": _("{name} – {contest}: {n} phiếu chưa gửi"),
    "to_list": _("← Các đội"),
    "criterion_hint": _("Từ 0 đến {most}, bước {step}"),
    "step_down": _("Giảm điểm {criterion}"),
    "step_up": _("Tăng điểm {criterion}"),
    "stepped": _("{criterion}: {mark} điểm"),
    "not_complete": _("Còn {n} tiêu chí chưa đúng."),
    "mark_missing": _("Chưa có điểm tiêu chí này."),
    "mark_not_a_number": _("Điểm là một số, ví dụ 8,5."),
    "mark_below_zero": _("Điểm không nhỏ hơn 0."),
    "mark_above_maximum": _("Điểm cao nhất là {most}."),
    "mark_off_step": _("Điểm phải chẵn theo bước {step}."),
    "mark_unknown_criterion": _("Thể lệ hiện nay không có tiêu chí này."),
    "total": _("Tổng: {total} / {most} điểm"),
    "draft_kept": _("Đã lưu trên máy này, chưa gửi."),
    "draft_unstored": _("CHƯA LƯU ĐƯỢC trên máy này. Hãy ghi điểm ra giấy."),
    "send_sheet": _("Gửi phiếu"),
    "returned_why": _("Tổ Thư ký trả lại phiếu này: {reason}. Hãy sửa rồi gửi lại."),
    "sheet_sent": _("Phiếu này đã gửi. Nếu sửa và gửi lại, phiếu mới thay phiếu cũ."),
    "sheet_verified": _("Phiếu này đã được kiểm tra. Phiếu sửa chỉ được tính sau khi có người kiểm tra lại."),
    "sheet_saved": _("Phiếu này đã lưu trên máy và sẽ gửi khi có mạng."),
    "sheet_out": _("Không nhận phiếu của đội này nữa. Điểm đã nhập vẫn còn trên máy."),
    "refused_excused": _("Không gửi được: giám khảo này không chấm đội này."),
    "refused_not_performing": _("Không gửi được: đội này đã rút, bị loại hoặc không dự phần thi."),
    "refused_results_final": _("Không gửi được: kết quả hội thi đã chốt. Hãy báo Tổ Thư ký nếu phiếu này cần được tính."),
    "refused_rules_not_locked": _("Không gửi được: thể lệ đang được sửa. Hãy gửi lại sau khi thể lệ được khóa."),
    "refused_ballot_id_conflict": _("Không gửi được: mã phiếu này đã dùng. Hãy bấm Gửi phiếu lần nữa."),
    "refused_other": _("Hệ thống không nhận phiếu này ({code}). Điểm vẫn còn trên máy; hãy đọc cho Tổ Thư ký."),
    "confirm_title": _("Gửi phiếu này?"),
    "confirm_after": _("Gửi rồi vẫn sửa được cho đến khi kết quả chốt."),
    "confirm_send": _("Đúng, gửi phiếu"),
    "confirm_back": _("Xem lại"),
    "store_refused": _(
        "Trình duyệt không cho lưu trên máy này (có thể đang mở ở chế độ ẩn danh). "
        "Hãy mở bằng Chrome hoặc Safari ở chế độ thường; trong lúc đó ghi điểm ra giấy."
    ),
    "store_full": _("Bộ nhớ máy đã đầy nên có thể không lưu được điểm. Hãy xóa bớt ảnh hoặc ứng dụng; trong lúc đó ghi điểm ra giấy."),
    "problem_captive_portal": _(
        "Mạng Wi-Fi này đòi đăng nhập. Phiếu vẫn được giữ trên máy. Hãy đăng nhập Wi-Fi hoặc dùng dữ liệu di động."
    ),
    "problem_server_error": _("Hệ thống đang gặp sự cố hoặc quá tải. Phiếu vẫn được giữ trên máy và sẽ tự gửi lại."),
    "problem_other": _("Hệ thống chưa nhận những gì máy này gửi ({code}). Phiếu vẫn được giữ trên máy. Nếu lặp lại, hãy báo Tổ Thư ký."),
}


def words_in(language: str) -> dict[str, str]:
    with translation.override(language):
        return {key: str(word) for key, word in WORDS.items()} | {"language": OTHER_LANGUAGE[language]}
