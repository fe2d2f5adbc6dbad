package org.melange.propose;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
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

  private final StringBuilder text = new StringBuilder();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Set<String> pictured = new HashSet<>();
  private long commands;

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
    } else if (!pictured.add(proposal.qid())) {
      skip("further_image");
    } else {
      String source = source(proposal).map(url -> "\tS854\t\"" + url + "\"").orElse("");
      line(proposal.qid() + "\tP18\t\"" + file.get() + "\"" + source);
    }
  }

  /** The address of the post with the picture. */
  private static Optional<String> source(Proposal proposal) {
    return proposal.evidence().stream()
        .filter(post -> proposal.value().equals(post.image()))
        .flatMap(post -> WebAddress.of(post.url()).stream())
        .findFirst();
  }

  private void addAlias(Proposal proposal) {
    if (!Qids.isValid(proposal.qid())) {
      skip("no_qid");
    } else {
      named(proposal)
          .ifPresent(
              term -> line(proposal.qid() + "\tA" + term.language + "\t\"" + term.text + "\""));
    }
  }

  private void addEntity(Proposal proposal) {
    named(proposal)
        .ifPresent(
            term -> {
              line("CREATE");
              line("LAST\tL" + term.language + "\t\"" + term.text + "\"");
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

  private void line(String command) {
    text.append(command).append('\n');
    commands++;
  }

  private void skip(String reason) {
    leftOut.merge(reason, 1L, Long::sum);
  }

  /** The file. */
  public String text() {
    return text.toString();
  }

  /** The number of lines. */
  public long commands() {
    return commands;
  }

  /** How many proposals have no command, by reason. */
  public Map<String, Long> leftOut() {
    return Collections.unmodifiableMap(leftOut);
  }
}
