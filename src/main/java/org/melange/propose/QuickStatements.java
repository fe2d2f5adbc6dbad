package org.melange.propose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.melange.kb.Qids;

/**
 * Proposals as commands of <a href="https://www.wikidata.org/wiki/Help:QuickStatements">
 * QuickStatements</a>, version 1: one command a line, columns separated by tabs.
 *
 * <p>A text is what is between the first and the last quote of its column. There are no escapes, so
 * quotes inside are written as they are. White space and control characters become one space. A
 * text with a vertical bar is left out: QuickStatements 3 takes a bar for a separator where the
 * quotes of a line do not match, so a name could add commands.
 */
public final class QuickStatements {

  /** Wikidata refuses longer labels and aliases. */
  private static final int MAX_TEXT = 250;

  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");

  /** Characters that change the direction of text, and those that are not valid. */
  private static final Pattern DROPPED =
      Pattern.compile("[\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF\\p{Cs}\\p{Cn}]");

  private final List<String> aliases = new ArrayList<>();
  private final List<String> entities = new ArrayList<>();
  private final Map<String, Long> leftOut = new TreeMap<>();

  /** The picture of each entity whose post has the highest confidence. */
  private final Map<String, Picture> images = new LinkedHashMap<>();

  private record Picture(double confidence, String line) {
    Picture better(Picture other) {
      return other.confidence > confidence ? other : this;
    }
  }

  /** Adds the commands of a proposal. */
  public void add(Proposal proposal) {
    switch (proposal.kind()) {
      case IMAGE -> addImage(proposal);
      case ALIAS -> addAlias(proposal);
      case NEW_ENTITY -> addEntity(proposal);
      case DESCRIPTION -> skip("no_value");
    }
  }

  private void addImage(Proposal proposal) {
    Optional<String> file = CommonsFile.of(proposal.value());
    if (!Qids.isValid(proposal.qid())) {
      skip("no_qid");
    } else if (file.isEmpty()) {
      skip("not_on_commons");
    } else {
      if (images.containsKey(proposal.qid())) {
        skip("further_image");
      }
      images.merge(proposal.qid(), picture(proposal, file.get()), Picture::better);
    }
  }

  /** The first post of an image is the one with the picture. */
  private static Picture picture(Proposal proposal, String file) {
    Evidence post = proposal.evidence().get(0);
    String source = WebAddress.of(post.url()).map(url -> "\tS854\t\"" + url + "\"").orElse("");
    return new Picture(post.confidence(), proposal.qid() + "\tP18\t\"" + file + "\"" + source);
  }

  private void addAlias(Proposal proposal) {
    if (!Qids.isValid(proposal.qid())) {
      skip("no_qid");
    } else {
      named(proposal)
          .ifPresent(
              term ->
                  aliases.add(proposal.qid() + "\tA" + term.language + "\t\"" + term.text + "\""));
    }
  }

  private void addEntity(Proposal proposal) {
    named(proposal)
        .ifPresent(
            term -> {
              entities.add("CREATE");
              entities.add("LAST\tL" + term.language + "\t\"" + term.text + "\"");
            });
  }

  private record Term(String language, String text) {}

  private Optional<Term> named(Proposal proposal) {
    Optional<String> language = LanguageCode.of(proposal.language());
    Optional<String> name = text(proposal.value());
    if (language.isEmpty()) {
      skip("no_language");
    } else if (name.isEmpty()) {
      skip("unsafe_text");
    } else {
      return Optional.of(new Term(language.get(), name.get()));
    }
    return Optional.empty();
  }

  /** A text as a column has it between its quotes; empty if it cannot be written. */
  static Optional<String> text(String value) {
    String plain = SPACE.matcher(DROPPED.matcher(value).replaceAll("")).replaceAll(" ").strip();
    boolean tripleQuotes = plain.startsWith("\"\"") && plain.endsWith("\"\"");
    return Optional.of(plain)
        .filter(t -> !t.isEmpty() && t.length() <= MAX_TEXT)
        .filter(t -> t.indexOf('|') < 0 && t.indexOf('\\') < 0 && !tripleQuotes);
  }

  private void skip(String reason) {
    leftOut.merge(reason, 1L, Long::sum);
  }

  /** The lines: aliases, images, then new entities, each in the order of their proposals. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(aliases);
    images.values().forEach(image -> lines.add(image.line));
    lines.addAll(entities);
    return lines;
  }

  /** The file. */
  public String text() {
    return lines().stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** How many proposals have no command, by reason. */
  public Map<String, Long> leftOut() {
    return Collections.unmodifiableMap(leftOut);
  }
}
