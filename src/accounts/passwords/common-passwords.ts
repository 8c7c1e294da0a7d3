/**
 * The commonest passwords of ten and more characters in lists of leaked ones; shorter ones are refused
 * for their length. Lower case; see `passwordFault` for what is compared.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `1234567890 12345678901 0123456789 0987654321 9876543210 12345678910 123456789a a123456789 123456789q
  1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6 1qaz2wsx3edc 1qazxsw23edc zaq12wsxcde3 zaq1xsw2cde3
  qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 qwerty1234 12345qwert 123456qwerty 1234567890q
  qazwsxedcrfv qwertzuiop azertyuiop asdfghjkl1 asdfghjkl123 asdfasdfasdf abcdefghij abcdefghijkl
  abcd123456 abc1234567 abcde12345 a1b2c3d4e5 1a2b3c4d5e password12 password123 password1234
  password12345 password1! password01 passw0rd123 p@ssw0rd123 p@ssword123 mypassword newpassword
  changeme123 changeit123 letmein123 welcome123 welcome1234 welcome2024 welcome2025 welcome2026
  administrator admin12345 admin123456 adminadmin rootrootroot testtest123 test123456 testing123
  iloveyou12 iloveyou123 iloveyou1234 iloveyousomuch sunshine123 princess123 football123 baseball123
  basketball superman123 spiderman123 starwars123 pokemon123 dragon12345 monkey12345 michelle123
  charlie123 liverpool1 liverpool123 manchester chelsea123 computer123 internet123 samsung123
  google12345 facebook123 whatever123 trustno1trustno1 1111111111 0000000000 1212121212 1122334455
  1357924680 2468013579 9999999999 123123123123 1234512345 1231231234 987654321a 147258369a 7894561230
  motdepasse motdepasse1 passwort12 passwort123 hallo12345 contrasena contraseña contrasena123
  wachtwoord wachtwoord1 haslo12345 haslo123456 polska1234 heslo12345 senha12345 password2024
  password2025 password2026 summer2024 summer2025 summer2026 winter2024 winter2025 winter2026`
    .split(/\s+/)
    .filter((password) => password !== ''),
);
