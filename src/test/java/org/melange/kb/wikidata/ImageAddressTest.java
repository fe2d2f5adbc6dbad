package org.melange.kb.wikidata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageAddressTest {

  @Test
  void theDefaultIsAThumbnailOfCommons() {
    assertThat(new ImageAddress(ImageAddress.COMMONS, 500).of("Café & Co (1).jpg"))
        .isEqualTo(
            "https://commons.wikimedia.org/wiki/Special:FilePath/"
                + "Caf%C3%A9_%26_Co_%281%29.jpg?width=500");
  }

  @Test
  void directoriesAreThoseOfCommons() {
    ImageAddress address = new ImageAddress("http://x/{hash}/{name}/{width}px", 120);
    // echo -n Example.jpg | md5sum
    assertThat(address.of("Example.jpg")).isEqualTo("http://x/a/a9/Example.jpg/120px");
  }

  @Test
  void otherWidthsAreNotServed() {
    assertThatThrownBy(() -> new ImageAddress(ImageAddress.COMMONS, 300))
        .hasMessageContaining("330");
    assertThatThrownBy(() -> new ImageAddress("http://x/", 500)).hasMessageContaining("{name}");
  }
}
