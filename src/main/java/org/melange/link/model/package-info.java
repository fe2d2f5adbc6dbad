/** The linking model: CLIP and the matcher together, from texts and images to encoded features. */
package org.melange.link.model;
