package org.melange.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** GPT-2's table of a printable character for each byte. */
class ByteToUnicodeTest {

  @Test
  void everyByteHasItsOwnPrintableCharacter() {
    assertThat(ByteToUnicode.inOrder()).hasSize(256).doesNotHaveDuplicates();
    for (String letter : ByteToUnicode.inOrder()) {
      assertThat(letter).hasSize(1);
      assertThat(Character.isISOControl(letter.charAt(0))).isFalse();
      assertThat(Character.isWhitespace(letter.charAt(0))).isFalse();
    }
  }

  @Test
  void printableBytesAreThemselves() {
    for (char c = '!'; c <= '~'; c++) {
      assertThat(ByteToUnicode.of((byte) c)).isEqualTo(String.valueOf(c));
    }
    assertThat(ByteToUnicode.of((byte) 0xe9)).isEqualTo("é");
  }

  /** Entries of the published vocabulary. */
  @Test
  void otherBytesFollowFromCodePoint256On() {
    assertThat(ByteToUnicode.of((byte) 0)).isEqualTo("\u0100");
    assertThat(ByteToUnicode.of((byte) ' ')).isEqualTo("\u0120");
    assertThat(ByteToUnicode.of((byte) '\n')).isEqualTo("\u010a");
    assertThat(ByteToUnicode.of((byte) 0xad)).isEqualTo("\u0143");
  }

  @Test
  void theVocabularyBeginsWithThePrintableOnes() {
    assertThat(ByteToUnicode.inOrder().subList(0, 3)).containsExactly("!", "\"", "#");
    assertThat(ByteToUnicode.inOrder().get(187)).isEqualTo("\u00ff");
    assertThat(ByteToUnicode.inOrder().get(188)).isEqualTo("\u0100");
    assertThat(ByteToUnicode.inOrder().get(255)).isEqualTo("\u0143");
  }
}
