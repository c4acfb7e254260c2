//! Taking an account over by the link of an invitation: a password, and a telephone that shows codes.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use url::Url;

use super::{
    frame::{notice, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
};
use crate::{
    documents::render_qr_code,
    intake::staff::{PASSWORD_LENGTHS, PasswordFault, TotpSecret},
    store::{AcceptFault, AcceptOutcome, InvitationAcceptance, InvitationKind, InvitationView, fresh_totp_secret},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/invite/{token}", RouteAccess::Open, form).post("/invite/{token}", RouteAccess::Open, accept)
}

#[derive(Template)]
#[template(path = "office/invitation.html")]
struct InvitationHtml<'a> {
    invitation: &'a InvitationView,
    is_reset: bool,
    /// In groups of four letters, for whoever types it.
    secret: String,
    /// The address that a telephone reads.
    totp_address: String,
    /// The same as a picture, as SVG of our own.
    totp_picture: String,
    shortest: usize,
    longest: usize,
    faults: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/recovery_codes.html")]
struct RecoveryCodesHtml {
    codes: Vec<String>,
}

async fn form(State(state): State<OfficeState>, Path(token): Path<String>) -> Result<Response, Error> {
    let Some(invitation) = state.app.store.account_invitation(&token).await? else { return Ok(over()) };
    draw(&state, &invitation, &fresh_totp_secret(), Vec::new())
}

async fn accept(
    State(state): State<OfficeState>,
    Path(token): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let Some(invitation) = state.app.store.account_invitation(&token).await? else { return Ok(over()) };
    let Some(secret) = TotpSecret::parse(form.text("secret")) else {
        return draw(
            &state,
            &invitation,
            &fresh_totp_secret(),
            vec!["登録用の文字列が読み取れなかったため、新しくしました。".to_owned()],
        );
    };
    if form.raw("password") != form.raw("password_again") {
        return draw(
            &state,
            &invitation,
            &secret,
            vec!["2つのパスワードが違います。同じものを入力してください。".to_owned()],
        );
    }
    let acceptance = InvitationAcceptance {
        token,
        password: form.raw("password").to_owned(),
        totp_secret: secret.clone(),
        code: form.text("code").to_owned(),
        words: own_words(&state),
    };
    match state.app.store.accept_invitation(acceptance, Timestamp::now()).await? {
        AcceptOutcome::Accepted { recovery_codes, .. } => {
            let codes = recovery_codes.iter().map(ToString::to_string).collect();
            show(&RecoveryCodesHtml { codes }, StatusCode::OK)
        }
        AcceptOutcome::Refused(faults) => {
            draw(&state, &invitation, &secret, faults.into_iter().map(fault_text).collect())
        }
        AcceptOutcome::NoInvitation => Ok(over()),
    }
}

fn draw(
    state: &OfficeState,
    invitation: &InvitationView,
    secret: &TotpSecret,
    faults: Vec<String>,
) -> Result<Response, Error> {
    let letters: Vec<char> = secret.render().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|letters| letters.iter().collect()).collect();
    let totp_address = secret.address(&own_words(state).join(" "), &invitation.mail).unwrap_or_default();
    let (shortest, longest) = (*PASSWORD_LENGTHS.start(), *PASSWORD_LENGTHS.end());
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = InvitationHtml {
        invitation,
        is_reset: invitation.kind == InvitationKind::Reset,
        secret: groups.join(" "),
        totp_picture: render_qr_code(&totp_address)?,
        totp_address,
        shortest,
        longest,
        faults,
    };
    show(&page, status)
}

/// The words by which the site is known: those of its host. A password with one of them is soon guessed.
fn own_words(state: &OfficeState) -> Vec<String> {
    let site = state.app.site();
    let host = Url::parse(&site.home).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    host.split(['.', '-']).filter(|word| word.len() > 3).map(str::to_owned).collect()
}

fn over() -> Response {
    let text = "このリンクは、使用済みか、期限（3日）が過ぎています。管理者に、新しいリンクをお求めください。";
    notice(StatusCode::NOT_FOUND, "リンクが使えません", &[text], Some(("/sign-in", "サインインの画面へ")))
}

fn fault_text(fault: AcceptFault) -> String {
    let text = match fault {
        AcceptFault::Password(PasswordFault::TooShort) => {
            return format!("パスワードは{}文字以上にしてください。", PASSWORD_LENGTHS.start());
        }
        AcceptFault::Password(PasswordFault::TooLong) => {
            return format!("パスワードは{}文字までにしてください。", PASSWORD_LENGTHS.end());
        }
        AcceptFault::Password(PasswordFault::HoldsAddress) => {
            "パスワードに、メールアドレスの@より前を含めないでください。"
        }
        AcceptFault::Password(PasswordFault::HoldsProgramme) => "パスワードに、サイトの名前を含めないでください。",
        AcceptFault::Password(PasswordFault::Guessable) => {
            "このパスワードは推測されやすいものです。関係のない言葉を4つ以上つなげるなど、長くしてください。"
        }
        AcceptFault::Code => "認証コードが違います。アプリに表示されている6桁の数字を入力してください。",
    };
    text.to_owned()
}
