#pragma once

#include <QString>

namespace reasonglass {

/// Every kind of block once, with the places where one kind follows another.
inline QString sampleText()
{
    return QString::fromUtf8(R"MD(# Title with `code`

A *first* paragraph with **bold**, ~~struck~~, a [link](https://example.org/a_b) and
a second line. Price $5 and $10.
# Heading at once
Setext heading
---
- one
- two
  - nested
    1. deep

  loose paragraph of two
- [x] done
- [ ] open

7. seven
8. eight
   ```sh
   # a comment
   echo "- not an item"

   echo done
   ```
9. nine
Text:
```cpp
int main()
{

    return 0; // ``
}
```
~~~
tildes ``` inside
~~~
| a | b |
|:--|--:|
| 1 | `2` |
| *x* | y \| z |

> quote
> goes on
lazily
> - with a list

    indented code

    goes on
after it
***
\(x_1 \le \frac{a}{b}\) and $\alpha$

\[ \sum_{i=1}^{n} i \]

[1]: https://example.org "never lost"
שלום עולם &amp; ![alt](file:///etc/passwd) <b>no html</b>
)MD");
}

} // namespace reasonglass
