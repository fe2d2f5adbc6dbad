package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The root element of an XML document, found behind anything that may precede it. */
class XmlPrologTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg/>",
        "<svg>",
        "<svg width='1'>",
        "<svg\n>",
        "<s:svg xmlns:s='a'>",
        " \r\n\t<svg/>",
        "<?xml version='1.0'?><svg/>",
        "<?xml version='1.0'?>\n<!-- a > b -->\n<?style a?><svg/>",
        "<!-- <html> --><svg/>",
        "<!DOCTYPE svg PUBLIC 'a' 'b'><svg/>",
        "<!DOCTYPE svg [<!ENTITY a '>'> ]><svg/>",
        "\u00ef\u00bb\u00bf<svg/>"
      })
  void theRootIsFound(String document) {
    assertThat(rootIsSvg(document)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<",
        "svg",
        "<svgs/>",
        "<html><svg/></html>",
        "<SVG/>",
        "<!DOCTYPE html><html><svg/>",
        "<!-- <svg/>",
        "<?xml <svg/>",
        "<!DOCTYPE svg <svg/",
        "</svg>",
        "text <svg/>"
      })
  void somethingElseIsNotTheRoot(String document) {
    assertThat(rootIsSvg(document)).isFalse();
  }

  @Test
  void bothByteOrdersOfUtf16AreRead() {
    byte[] big = "\ufeff<!-- ü --><svg/>".getBytes(StandardCharsets.UTF_16BE);
    byte[] little = "\ufeff<svg/>".getBytes(StandardCharsets.UTF_16LE);
    assertThat(new XmlProlog(big).rootIs("svg")).isTrue();
    assertThat(new XmlProlog(little).rootIs("svg")).isTrue();
  }

  @Test
  void onlyTheFirst64KibibytesAreSearched() {
    String space = " ".repeat((1 << 16) - "<svg/>".length());
    assertThat(rootIsSvg(space + "<svg/>")).isTrue();
    assertThat(rootIsSvg(space + " ".repeat(6) + "<svg/>")).isFalse();
  }

  @Test
  void manyCommentsAreSkipped() {
    assertThat(rootIsSvg("<!---->".repeat(9000) + "<svg/>")).isTrue();
    assertThat(rootIsSvg("<!--".repeat(16_000))).isFalse();
  }

  private static boolean rootIsSvg(String document) {
    return new XmlProlog(document.getBytes(StandardCharsets.ISO_8859_1)).rootIs("svg");
  }
}
