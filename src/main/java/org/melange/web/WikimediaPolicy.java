package org.melange.web;

import java.util.regex.Pattern;

/**
 * The <a
 * href="https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy">User-Agent
 * policy</a> of the Wikimedia Foundation: clients of its sites name a contact in their user agent.
 */
public final class WikimediaPolicy {

  private static final String HOST =
      "(?i:(?:[^/?#@]*\\.)?(?:wikimedia|wikipedia|wikidata|wiktionary|wikibooks|wikinews|wikiquote"
          + "|wikisource|wikiversity|wikivoyage|wikifunctions|mediawiki)\\.org\\.?)";

  /** A regular expression that matches the beginning of an address of Wikimedia. */
  public static final String ADDRESS = "^\\s*(?i:https?)://" + HOST + "(?::\\d*)?(?:[/?#\\s]|$)";

  private static final Pattern HOSTS = Pattern.compile(HOST);

  private static final Pattern CONTACT =
      Pattern.compile("[^\\s@<>();,]+@[^\\s@<>();,]+\\.\\w+|(?i:https?)://\\w+");

  private WikimediaPolicy() {}

  /** Whether {@code host} belongs to Wikimedia. */
  static boolean coversHost(String host) {
    return HOSTS.matcher(host).matches();
  }

  /** Whether {@code userAgent} holds a contact: an email address or the URL of a page. */
  public static boolean hasContact(String userAgent) {
    return CONTACT.matcher(userAgent).find();
  }
}
