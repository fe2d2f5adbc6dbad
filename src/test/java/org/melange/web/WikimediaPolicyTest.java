package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts require a contact, and what counts as one. */
class WikimediaPolicyTest {

  private static final Pattern ADDRESS = Pattern.compile(WikimediaPolicy.ADDRESS);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upload.wikimedia.org",
        "commons.wikimedia.org",
        "Commons.Wikimedia.ORG",
        "commons.wikimedia.org.",
        "wikimedia.org",
        "en.wikipedia.org",
        "de.m.wikipedia.org",
        "www.wikidata.org",
        "www.mediawiki.org"
      })
  void hostsOfWikimedia(String host) {
    assertThat(WikimediaPolicy.coversHost(host)).isTrue();
    assertThat(ADDRESS.matcher("https://" + host + "/wiki/a.png").find()).isTrue();
    assertThat(ADDRESS.matcher(" HTTP://" + host + ":8080?a").find()).isTrue();
    assertThat(ADDRESS.matcher("http://" + host).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notwikimedia.org",
        "wikimedia.org.example",
        "wikimedia.example",
        "wikimedia-org.example",
        "127.0.0.1"
      })
  void otherHosts(String host) {
    assertThat(WikimediaPolicy.coversHost(host)).isFalse();
    assertThat(ADDRESS.matcher("https://" + host + "/a.png").find()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images/wikimedia.org/a.png",
        "https://mirror.example/upload.wikimedia.org/a.png",
        "https://mirror.example/?https://upload.wikimedia.org/a.png",
        "file://upload.wikimedia.org/a.png"
      })
  void addressesOfOtherHosts(String address) {
    assertThat(ADDRESS.matcher(address).find()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Melange (mailto:you@example.org)",
        "you@example.org",
        "Melange/1.0 (https://example.org/bot)",
        "Melange (http://intranet/bot; you@example.org) HttpClient/5"
      })
  void contacts(String userAgent) {
    assertThat(WikimediaPolicy.hasContact(userAgent)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Melange",
        "Melange/1.0 (Linux)",
        "Melange @home",
        "a@b",
        "https://",
        "mailto:"
      })
  void noContacts(String userAgent) {
    assertThat(WikimediaPolicy.hasContact(userAgent)).isFalse();
  }
}
