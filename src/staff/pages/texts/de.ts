import type { SignInTexts } from './sign-in-texts.js';

export const de: SignInTexts = {
  console: 'Konsole der Auftragsbetreuung',
  languages: 'Sprachen',
  skip: 'Zum Inhalt',
  login: {
    title: 'Anmelden',
    lead: 'Für die Auftragsbetreuung.',
    customers: 'Kundinnen und Kunden melden sich hier an.',
    email: 'E-Mail-Adresse',
    emailMissing: 'Geben Sie Ihre E-Mail-Adresse ein.',
    password: 'Passwort',
    passwordMissing: 'Geben Sie Ihr Passwort ein.',
    submit: 'Anmelden',
    forgot: 'Passwort vergessen? Die Administration gibt Ihnen einen Link für ein neues.',
    provider: 'Anmelden mit {{name}}',
    demo: 'Demo: anmelden als',
    demoPassword: 'Das Passwort wurde beim Start ausgegeben.',
  },
  news: {
    signed_out: 'Sie sind abgemeldet.',
    password_set: 'Das Passwort ist gesetzt. Melden Sie sich damit an.',
  },
  factor: {
    title: 'Zweiter Faktor',
    lead: 'Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App jetzt zeigt, oder einen Ihrer Wiederherstellungscodes.',
    code: 'Code',
    codeMissing: 'Geben Sie einen Code ein.',
    submit: 'Weiter',
    lost: 'Telefon und Wiederherstellungscodes verloren? Die Administration kann Ihren zweiten Faktor zurücksetzen.',
  },
  enrol: {
    title: 'Zweiten Faktor einrichten',
    required: 'Diese Konsole verlangt von allen einen zweiten Faktor. Es dauert eine Minute.',
    scan: 'Scannen Sie dies mit einer Authenticator-App auf Ihrem Telefon.',
    type: 'Keine Kamera? Tippen Sie diesen Schlüssel in die App:',
    qrCode: 'QR-Code für die Authenticator-App',
    code: 'Code, den die App jetzt zeigt',
    submit: 'Zweiten Faktor einrichten',
  },
  codes: {
    title: 'Bewahren Sie Ihre Wiederherstellungscodes auf',
    lead: 'Jeder lässt Sie einmal hinein, wenn das Telefon nicht zur Hand ist. Sie stehen nur jetzt hier: drucken Sie sie oder legen Sie sie in einen Passwortmanager.',
    continue: 'Ich habe sie aufbewahrt',
  },
  password: {
    title: 'Wählen Sie Ihr Passwort',
    lead: 'Für {{email}}. Der Link gilt einmal.',
    field: 'Neues Passwort',
    hint: 'Mindestens 10 Zeichen. Ein ganzer Satz ist gut.',
    submit: 'Passwort setzen',
  },
  fault: {
    too_short: 'Das Passwort braucht mindestens 10 Zeichen.',
    too_long: 'Das Passwort darf höchstens 200 Zeichen haben.',
    too_common:
      'Dieses Passwort gehört zu denen, die zuerst geraten werden. Nehmen Sie ein anderes.',
    personal: 'Das Passwort darf nicht Ihr Name oder Ihre E-Mail-Adresse sein.',
    wrong_code: 'Der Code passt nicht. Prüfen Sie, ob die Uhr Ihres Telefons richtig geht.',
    enrolment_over: 'Das hat zu lange gedauert. Scannen Sie den neuen Code.',
  },
  linkOver: {
    title: 'Dieser Link öffnet nichts mehr',
    text: 'Er wurde benutzt, durch einen anderen ersetzt oder ist älter als drei Tage. Die Administration kann Ihnen einen neuen geben.',
    signIn: 'Anmelden',
  },
  signOut: 'Abmelden',
  refusal: {
    sign_in_refused: ['Nicht angemeldet', 'Die E-Mail-Adresse oder das Passwort ist falsch.'],
    sign_in_locked: [
      'Diese Anmeldung ist gesperrt',
      'Es gab zu viele falsche Versuche. Warten Sie, oder bitten Sie die Administration, sie zu entsperren.',
    ],
    sign_in_wait: ['Zu viele Versuche von hier', 'Warten Sie vor dem nächsten.'],
    code_refused: [
      'Nicht angemeldet',
      'Der Code ist falsch oder wurde schon benutzt. Warten Sie auf den nächsten.',
    ],
    identity_without_role: [
      'Keine Rolle in der Konsole',
      'Der Identitätsanbieter meldet Sie an, gibt Ihnen hier aber keine Rolle. Fragen Sie Ihre Administration.',
    ],
    identity_unverified: [
      'Ihre E-Mail-Adresse ist dort nicht bestätigt',
      'Der Identitätsanbieter bürgt nicht für Ihre Adresse.',
    ],
    provider_refused: [
      'Nicht angemeldet',
      'Der Identitätsanbieter hat Sie nicht angemeldet. Versuchen Sie es noch einmal.',
    ],
    provider_unreachable: [
      'Der Identitätsanbieter antwortet nicht',
      'Versuchen Sie es gleich noch einmal, oder melden Sie sich mit Ihrem Passwort an.',
    ],
    provider_visit_over: [
      'Das hat zu lange gedauert',
      'Die Anmeldung begann in einem anderen Browser oder vor zu langer Zeit. Beginnen Sie von vorn.',
    ],
  },
  wait: { seconds: 'Warten Sie {{count}} Sekunden.', minutes: 'Warten Sie {{count}} Minuten.' },
  error: {
    home: 'Zur Konsole',
    reference: 'Kennung im Protokoll:',
    unauthenticated: ['Melden Sie sich erst an', 'Nichts wurde geändert.'],
    forbidden: ['Ihre Rolle erlaubt das nicht', 'Nichts wurde geändert.'],
    foreign_origin: [
      'Dieses Formular kam nicht aus der Konsole',
      'Nichts wurde geändert. Öffnen Sie die Seite neu und senden Sie es von dort.',
    ],
    not_found: ['Hier ist nichts', 'Die Adresse ist falsch, oder was hier war, ist fort.'],
    conflict: ['Der Stand ist ein anderer', 'Nichts wurde geändert. Öffnen Sie die Seite neu.'],
    too_many: ['Zu viele Anfragen', 'Warten Sie einen Moment und versuchen Sie es noch einmal.'],
    malformed: ['Das war nicht zu lesen', 'Nichts wurde geändert. Öffnen Sie die Seite neu.'],
    unavailable: ['Gerade nicht', 'Das geht im Moment nicht. Versuchen Sie es gleich noch einmal.'],
    internal: ['Bei uns ist etwas schiefgegangen', 'Das Protokoll hat die Einzelheiten.'],
  },
};
