package org.melange.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.melange.corpus.Rejection.Reason;

/** Validates the mentions of one post and collects the rejections. */
final class MentionAssembler {

  private final String postId;
  private final CodePointIndex text;
  private final List<Rejection> rejections;
  private final Set<String> seen = new HashSet<>();

  MentionAssembler(String postId, String text, List<Rejection> rejections) {
    this.postId = postId;
    this.text = new CodePointIndex(text);
    this.rejections = rejections;
  }

  List<Mention> assemble(List<RawMention> raws) {
    List<Mention> mentions = new ArrayList<>();
    for (int position = 0; position < raws.size(); position++) {
      RawMention raw = raws.get(position);
      if (raw != null) {
        add(raw, position, mentions);
      }
    }
    return mentions;
  }

  private void add(RawMention raw, int position, List<Mention> mentions) {
    try {
      mentions.add(mention(raw, position));
    } catch (ParseException e) {
      rejections.add(e.at(Rejection.Stage.MENTION, MentionRecord.of(postId, raw, position)));
    }
  }

  private Mention mention(RawMention raw, int position) throws ParseException {
    String mentionId = UnicodeText.of(raw.mentionId() == null ? "" + position : raw.mentionId());
    if (mentionId.isBlank()) {
      throw new ParseException(Reason.MISSING_ID, "the mention_id is empty");
    }
    Optional<Span> span = raw.hasSpan() ? Optional.of(span(raw)) : Optional.empty();
    String name = name(raw, span);
    // Last, so that a rejected mention leaves its identifier to a valid one.
    if (!seen.add(mentionId)) {
      throw new ParseException(
          Reason.DUPLICATE_ID, "an earlier mention of the post has this mention_id");
    }
    return new Mention(mentionId, name, span);
  }

  private Span span(RawMention raw) throws ParseException {
    if (raw.start() == null || raw.end() == null) {
      throw new ParseException(Reason.MISSING_FIELD, "a span needs both start and end");
    }
    if (raw.start() < 0 || raw.end() <= raw.start() || raw.end() > text.length()) {
      throw new ParseException(
          Reason.SPAN_OUTSIDE_TEXT,
          String.format(
              Locale.ROOT,
              "span [%d, %d) is outside the text of %d code points",
              raw.start(),
              raw.end(),
              text.length()));
    }
    return new Span(raw.start(), raw.end());
  }

  private String name(RawMention raw, Optional<Span> span) throws ParseException {
    Optional<String> covered = span.map(place -> text.substring(place.start(), place.end()));
    Optional<String> written = raw.textIfAny().map(UnicodeText::of);
    String name = written.or(() -> covered).orElse("");
    if (name.isBlank()) {
      throw new ParseException(Reason.MISSING_FIELD, "the mention has no text, or an empty one");
    }
    if (covered.isPresent() && !covered.get().equals(name)) {
      throw new ParseException(
          Reason.SPAN_MISMATCH,
          "the span covers \"%s\", the mention is \"%s\"; spans count code points from 0"
              .formatted(covered.get(), name));
    }
    return name;
  }
}
