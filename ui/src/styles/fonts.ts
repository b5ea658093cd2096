/** Bundled, never fetched. Newsreader comes with its optical sizes: it is set from 13 to 30 px. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@fontsource-variable/newsreader/opsz-italic.css';
import '@fontsource-variable/newsreader/opsz.css';
