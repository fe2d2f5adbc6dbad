package org.melange.sample;

import java.util.List;
import java.util.Optional;
import org.melange.corpus.Span;

/**
 * A sentence with places for one or two mentions.
 *
 * @param text the sentence; {@code {M}} and {@code {N}} stand for mentions, {@code {hint}} and
 *     {@code {about}} for words that give the first one away
 */
record Template(String text) {

  /** Rejects a sentence without a mention, or with one repeated. */
  Template {
    if (text.split("\\{M}", -1).length != 2 || text.split("\\{N}", -1).length > 2) {
      throw new IllegalArgumentException("'" + text + "' must hold {M} once and {N} at most once");
    }
  }

  /** The templates of a part. */
  static List<Template> load(SamplePart part) {
    return SampleResources.lines(part.templates()).stream().map(Template::new).toList();
  }

  boolean describes() {
    return text.contains("{about}");
  }

  boolean hints() {
    return describes() || text.contains("{hint}");
  }

  boolean pairs() {
    return text.contains("{N}");
  }

  /** The sentence with its places filled. */
  Filled fill(String first, String second, String hint, String about) {
    String open = text.replace("{hint}", hint).replace("{about}", about);
    String whole = open.replace("{M}", first).replace("{N}", second);
    return new Filled(
        whole,
        span(open.replace("{N}", second), "{M}", first),
        pairs() ? Optional.of(span(open.replace("{M}", first), "{N}", second)) : Optional.empty());
  }

  /** Spans count code points: a sentence may start with an emoji of two Java characters. */
  private static Span span(String text, String place, String name) {
    int start = text.codePointCount(0, text.indexOf(place));
    return new Span(start, start + name.codePointCount(0, name.length()));
  }

  /**
   * A filled sentence.
   *
   * @param text the sentence
   * @param first offset of the first mention
   * @param second offset of the second one, if there is one
   */
  record Filled(String text, Span first, Optional<Span> second) {}
}
