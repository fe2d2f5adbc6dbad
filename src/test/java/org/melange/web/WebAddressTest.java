package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "http://host http://host",
        "HTTPS://Host:8443/a%20b?c=%C3%A4&d=1#e HTTPS://Host:8443/a%20b?c=%C3%A4&d=1#e",
        "http://[::1]:80/a http://[::1]:80/a",
        "http://host/Zürich.jpg http://host/Z%C3%BCrich.jpg",
        "http://host/Zu\u0308rich.jpg http://host/Zu%CC%88rich.jpg",
        "http://host/北京🌍?北 http://host/%E5%8C%97%E4%BA%AC%F0%9F%8C%8D?%E5%8C%97",
        "` http://host/a b\u00A0 ` http://host/a%20b%C2%A0",
        "http://host/a[1].png?b|c={d} http://host/a%5B1%5D.png?b%7Cc=%7Bd%7D",
        "http://host/100%.png http://host/100%25.png",
        "http://host/%zz%4 http://host/%25zz%254",
        "http://host?a[]=1 http://host?a%5B%5D=1",
        "http://host/a\\b\"<>^ http://host/a%5Cb%22%3C%3E%5E",
      })
  void anAddressIsEscapedWhereHttpWantsIt(String written, String meant) {
    assertThat(WebAddress.parse(written)).contains(URI.create(meant));
    assertThat(WebAddress.parse(meant)).contains(URI.create(meant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.png",
        "/a.png",
        "//host/a",
        "ftp://host/a",
        "file:///etc/passwd",
        "http:host/a",
        "http:///a",
        "http://a b/",
        "http://user@host/",
        "http://user:word@host/a",
        "http://host:port/",
        "http://b\u00e4r.example/a",
        "http://host\\@other/",
        "http://host%00/",
        "http://host/a#b#c"
      })
  void anythingElseIsNone(String written) {
    assertThat(WebAddress.parse(written)).isEmpty();
  }
}
