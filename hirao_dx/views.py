"""Views that belong to no app, and the answer to what cannot be read."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from hirao_dx.shared.words import number

BACK = (
    "ブラウザーの「戻る」で前の画面に戻ります。入力した内容は残っていることがあります。"
    "大事な文章は、先に別の場所に写してください。"
)
ASK = (
    "くり返し起きるときは、事務局に「いつ」「どの画面で」「何をしたとき」起きたかを"
    "知らせてください。"
)


@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Plain text for monitoring: status 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("database: error\n", status=503, content_type="text/plain")
    return HttpResponse("database: ok\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was wrong with a request and what to do about it; 413 for too much, else 400.

    The page looks at nothing of the request, not even at who asks: any of it may be what is wrong.
    """
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    status, title = 400, "送った内容を読み取れませんでした"
    lead = "送信が途中で切れたか、この画面とは違う形で送られました。"
    steps = [BACK, "画面を再読み込みしてから、もう一度送ってください。", ASK]
    match exception:
        case RequestDataTooBig():
            status, title = 413, "送る内容が大きすぎます"
            lead = f"一度に送れる文字の量（{size / 1024 / 1024:.1f}MB）をこえました。"
            steps = [BACK, "文章を短くするか、行を減らして、何回かに分けて送ってください。"]
        case TooManyFieldsSent():
            status, title = 413, "送る項目が多すぎます"
            most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            lead = f"一度に送れる項目の数（{number(most)}）をこえました。"
            steps = [BACK, "選ぶ行や表示する行を減らして、何回かに分けて送ってください。"]
        case TooManyFilesSent():
            status, title = 413, "送るファイルが多すぎます"
            most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            lead = f"一度に送れるファイルの数（{number(most)}）をこえました。"
            steps = [BACK, "ファイルを、何回かに分けて送ってください。"]
        case DisallowedHost():
            title = "このアドレスでは開けません"
            lead = "アドレスのはじめの部分（サーバーの名前）が、登録されたものと違います。"
            steps = ["事務局から知らされたアドレスで、開き直してください。"]
    context = {"title": title, "lead": lead, "steps": steps}
    return HttpResponse(render_to_string("400.html", context), status=status)
